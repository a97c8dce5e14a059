import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { routeList } from '@workflow/contract';
import { describe, expect, it } from 'vitest';
import { openapiDocument } from './openapi-document.js';

const committed = fileURLToPath(new URL('../../../../../openapi.json', import.meta.url));
const written = () => `${JSON.stringify(openapiDocument('/api'), null, 2)}\n`;

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, { example?: unknown }>> }>
  >;
}
const document = openapiDocument('/api') as unknown as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the OpenAPI document', () => {
  // WRITE_OPENAPI=1 npx vitest run --project unit apps/api/src/app/workflow/http/openapi
  it('is the one committed as apps/api/openapi.json', () => {
    if (process.env['WRITE_OPENAPI'] === '1') writeFileSync(committed, written());
    expect(readFileSync(committed, 'utf8')).toBe(written());
  });

  it('has one operation for each route, with an id of its own', () => {
    expect(operations).toHaveLength(routeList.length);
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(routeList.length);
    expect(operations.map(({ operationId }) => operationId)).toContain('runs_start');
  });

  it('names every parameter of each path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        expect([path, parameters.filter((one) => one.in === 'path').map(({ name }) => name)]).toEqual([path, names]);
      }
    }
  });

  it('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
    expect(refs.length).toBeGreaterThan(50);
    for (const [whole, kind = '', name = ''] of refs)
      expect([whole, document.components[kind]?.[name] !== undefined]).toEqual([whole, true]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('has an example on every JSON body, and a shared error for every refusal', () => {
    for (const { operationId, requestBody, responses } of operations) {
      for (const content of Object.values(requestBody?.content ?? {}))
        expect([operationId, content.example !== undefined]).toEqual([operationId, true]);
      expect(responses['500']?.$ref).toBe('#/components/responses/Error500');
      expect(responses['422']?.$ref).toBe('#/components/responses/Error422');
    }
  });

  it('bounds every integer', () => {
    expect(JSON.stringify(document)).not.toContain('9007199254740991');
  });
});
