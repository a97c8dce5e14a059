import { z } from 'zod';
import { definitionExample, planExample, problemExample, publishedExample, workflowExample } from './examples.js';
import { VersionText, WorkflowId } from './ids.js';
import { sourceLimit } from './limits.js';
import { PageQuery } from './page.js';
import { WorkflowPlan } from './plan.js';
import type { Route } from './route.js';
import {
  PublishWorkflowResponse,
  ValidateWorkflowResponse,
  WorkflowDocument,
  WorkflowPage,
  WorkflowSummary,
  WorkflowVersion,
} from './workflow.js';

const tag = 'workflows';
const id = z.strictObject({ id: WorkflowId });
const source = { kind: 'source', schema: WorkflowDocument, example: definitionExample, maxBytes: sourceLimit } as const;

export const workflowRoutes = {
  publishWorkflow: {
    tag,
    name: 'publish',
    method: 'POST',
    path: '/workflows',
    role: 'author',
    summary: 'Publishes a definition as a new version, or finds that the latest says the same.',
    body: source,
    answers: {
      201: { description: 'A new version.', schema: PublishWorkflowResponse, example: publishedExample },
      200: {
        description: 'The latest version has the same normal form; nothing was stored.',
        schema: PublishWorkflowResponse,
        example: publishedExample,
      },
    },
    errors: ['INVALID_DEFINITION'],
  },
  validateWorkflow: {
    tag,
    name: 'validate',
    method: 'POST',
    path: '/workflows/validate',
    role: 'viewer',
    summary: 'Checks a definition and stores nothing.',
    body: source,
    answers: {
      200: {
        description: "The checker's list.",
        schema: ValidateWorkflowResponse,
        example: { valid: false, problems: [problemExample], warnings: [] },
      },
    },
    errors: [],
  },
  listWorkflows: {
    tag,
    name: 'list',
    method: 'GET',
    path: '/workflows',
    role: 'viewer',
    summary: "The team's workflows, each with its latest version.",
    query: PageQuery,
    answers: { 200: { description: 'One page.', schema: WorkflowPage, example: { items: [workflowExample] } } },
    errors: [],
  },
  getWorkflow: {
    tag,
    name: 'get',
    method: 'GET',
    path: '/workflows/:id',
    role: 'viewer',
    summary: 'One workflow.',
    params: id,
    answers: { 200: { description: 'The workflow.', schema: WorkflowSummary, example: workflowExample } },
    errors: ['NOT_FOUND'],
  },
  getWorkflowVersion: {
    tag,
    name: 'getVersion',
    method: 'GET',
    path: '/workflows/:id/versions/:version',
    role: 'viewer',
    summary: 'One version with its definition in normal form.',
    params: z.strictObject({ id: WorkflowId, version: VersionText }),
    answers: {
      200: {
        description: 'The version.',
        schema: WorkflowVersion,
        example: { ...workflowExample, version: 1, definition: definitionExample },
      },
    },
    errors: ['NOT_FOUND'],
  },
  planWorkflow: {
    tag,
    name: 'plan',
    method: 'GET',
    path: '/workflows/:id/plan',
    role: 'viewer',
    summary: 'Levels, dependencies and why, critical path, job tree.',
    params: id,
    query: z.strictObject({ version: VersionText.optional() }),
    answers: { 200: { description: 'The plan.', schema: WorkflowPlan, example: planExample } },
    errors: ['NOT_FOUND'],
  },
  retireWorkflow: {
    tag,
    name: 'retire',
    method: 'DELETE',
    path: '/workflows/:id',
    role: 'author',
    summary: 'Retires a workflow: no new runs, old ones go on.',
    params: id,
    answers: { 204: { description: 'Retired.' } },
    errors: ['NOT_FOUND'],
  },
} as const satisfies Record<string, Route>;
