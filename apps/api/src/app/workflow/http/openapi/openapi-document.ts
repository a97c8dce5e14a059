import { CorrelationId, routeList } from '@workflow/contract';
import { operation, sharedErrors } from './operation.js';
import { Schemas } from './schemas.js';

/** The API as OpenAPI 3.1, made of the very schemas that check its requests. `prefix` is where the host has put it. */
export function openapiDocument(prefix: string): Record<string, unknown> {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routeList) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, schemas) };
  }
  const responses = sharedErrors(schemas);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Workflow API',
      version: '0.1.0',
      description: 'Publish workflow definitions, start runs of them, and see what each step did.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: prefix === '' ? '/' : prefix }],
    security: [{ apiKey: [] }, { bearer: [] }],
    tags: [...new Set(routeList.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas.components).sort(([a], [b]) => (a < b ? -1 : 1))),
      responses,
      headers: {
        CorrelationId: {
          description: "The caller's x-correlation-id, or the one made for it.",
          schema: schemas.of(CorrelationId),
        },
      },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
