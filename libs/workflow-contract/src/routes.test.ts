import { describe, expect, it } from 'vitest';
import { routeList } from './routes.js';

describe('the table of routes', () => {
  it('names each route once', () => {
    const names = routeList.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(routeList.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'has right examples on %s',
    (_, route) => {
      const answers = Object.values(route.answers).filter((answer) => 'schema' in answer);
      for (const { schema, example } of [...answers, ...(route.body === undefined ? [] : [route.body])]) {
        expect(schema.safeParse(example).error).toBeUndefined();
      }
    },
  );

  it.each(routeList.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'has a schema for each parameter of %s',
    (_, route) => {
      const inPath = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
      expect(Object.keys(route.params?.shape ?? {})).toEqual(inPath);
    },
  );

  it('refuses unknown fields in every body, query and path, but for the body of an event, which may bring anything', () => {
    for (const { name, body, query, params } of routeList) {
      const checked = [query, params, body?.kind === 'json' && name !== 'emit' ? body.schema : undefined];
      for (const schema of checked.filter((one) => one !== undefined)) {
        const issues = schema.safeParse({ nobodyKnowsThis: 1 }).error?.issues ?? [];
        expect(issues.map(({ code }) => code)).toContain('unrecognized_keys');
      }
    }
  });
});
