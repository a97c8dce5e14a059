import { z } from 'zod';
import { AgentsResponse } from './agents.js';
import { agentsExample } from './examples.js';
import { LiveResponse, ReadyResponse } from './health.js';
import type { Route } from './route.js';

const ready = { status: 'ready', checks: { redis: { ok: true } } } as const;
const notReady = { status: 'not_ready', checks: { redis: { ok: false, reason: 'no answer in 1000 ms' } } } as const;

export const probeRoutes = {
  listAgents: {
    tag: 'agents',
    name: 'list',
    method: 'GET',
    path: '/agents',
    role: 'viewer',
    summary: 'Agents, their actions with schemas, and how they fare.',
    answers: { 200: { description: 'The catalogue.', schema: AgentsResponse, example: agentsExample } },
    errors: [],
  },
  getLive: {
    tag: 'health',
    name: 'live',
    method: 'GET',
    path: '/health/live',
    role: 'anyone',
    summary: 'Whether the process is there; looks at nothing else.',
    answers: { 200: { description: 'It is.', schema: LiveResponse, example: { status: 'ok' } } },
    errors: [],
  },
  getReady: {
    tag: 'health',
    name: 'ready',
    method: 'GET',
    path: '/health/ready',
    role: 'anyone',
    summary: 'Whether the process takes work.',
    answers: {
      200: { description: 'It does.', schema: ReadyResponse, example: ready },
      503: { description: 'It does not, or not any more.', schema: ReadyResponse, example: notReady },
    },
    errors: [],
  },
  getMetrics: {
    tag: 'metrics',
    name: 'get',
    method: 'GET',
    path: '/metrics',
    role: 'viewer',
    summary: 'Figures of this process as Prometheus text.',
    answers: { 200: { description: 'Prometheus text.', contentType: 'text/plain' } },
    errors: [],
  },
} as const satisfies Record<string, Route>;

export const docsRoutes = {
  getOpenapi: {
    tag: 'docs',
    name: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    role: 'anyone',
    summary: 'This description.',
    answers: { 200: { description: 'OpenAPI 3.1.', contentType: 'application/json' } },
    errors: [],
  },
  getDefinitionSchema: {
    tag: 'docs',
    name: 'definitionSchema',
    method: 'GET',
    path: '/schema/definition.json',
    role: 'anyone',
    summary: 'The definition language as JSON Schema, for editors.',
    answers: { 200: { description: 'JSON Schema, draft 2020-12.', contentType: 'application/json' } },
    errors: [],
  },
  getDocs: {
    tag: 'docs',
    name: 'page',
    method: 'GET',
    path: '/docs',
    role: 'anyone',
    summary: 'This description as a page; it loads nothing from elsewhere.',
    answers: { 200: { description: 'A page.', contentType: 'text/html' } },
    errors: [],
  },
  getDocsFile: {
    tag: 'docs',
    name: 'file',
    method: 'GET',
    path: '/docs/:file',
    role: 'anyone',
    summary: 'A file of the page.',
    params: z.strictObject({
      file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js', 'favicon-32x32.png']),
    }),
    answers: { 200: { description: 'The file.', contentType: 'application/octet-stream' } },
    errors: [],
  },
} as const satisfies Record<string, Route>;
