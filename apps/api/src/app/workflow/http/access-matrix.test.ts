import { ErrorBody, roles, routeList, type Role, type Route } from '@workflow/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapters, bootApi, keys, type BootedApi } from './testing/boot-api.fixture.js';
import { pathFor, requestFor } from './testing/route-request.fixture.js';

describe.each(adapters)('who may call what on %s', (adapter) => {
  let api: BootedApi;
  let served: { readonly routed: string; readonly route: Route | undefined }[];

  beforeAll(async () => {
    api = await bootApi(adapter);
    api.service.status = 'completed';
    served = api.routed
      .filter(
        ({ method, path }) =>
          path.startsWith('/api/') && !path.startsWith('/api/host') && !['HEAD', 'OPTIONS'].includes(method),
      )
      .map(({ method, path }) => ({
        routed: `${method} ${path}`,
        route: routeList.find((route) => route.method === method && `/api${route.path}` === path),
      }));
  });
  afterAll(() => api.app.close());

  const guarded = (): (Route & { role: Role })[] =>
    served.flatMap(({ route }) =>
      route === undefined || route.role === 'anyone' ? [] : [route as Route & { role: Role }],
    );

  it('serves the routes of the contract and no other', () => {
    expect(served.filter(({ route }) => route === undefined).map(({ routed }) => routed)).toEqual([]);
    expect(served.map(({ routed }) => routed).sort()).toEqual(
      routeList.map(({ method, path }) => `${method} /api${path}`).sort(),
    );
  });

  it('refuses every guarded route without a key, and with a wrong one', async () => {
    for (const route of guarded()) {
      for (const key of [null, { ...keys.admin, key: 'not-a-key-of-anybody' }]) {
        const response = await api.call(pathFor(route), { ...requestFor(route), key });
        expect([route.path, response.status]).toEqual([route.path, 401]);
        expect(ErrorBody.parse(await response.json()).code).toBe('UNAUTHORIZED');
        expect(response.headers.get('x-correlation-id')).toBeTruthy();
      }
    }
    expect(guarded().length).toBeGreaterThan(15);
  });

  it('opens the others to anyone', async () => {
    const open = routeList.filter(({ role }) => role === 'anyone');
    for (const route of open) {
      expect([route.path, (await api.call(pathFor(route), { key: null })).status]).toEqual([route.path, 200]);
    }
  });

  it('refuses each role below the one declared, and lets each from there on in', async () => {
    for (const route of guarded()) {
      for (const role of roles) {
        const response = await api.call(pathFor(route), { ...requestFor(route), key: keys[role] });
        await response.text();
        const found = response.ok ? 'answered' : response.status;
        const granted = route.errors.includes('NOT_BUILT') ? 501 : 'answered';
        const isEnough = roles.indexOf(role) >= roles.indexOf(route.role);
        expect([route.path, role, found]).toEqual([route.path, role, isEnough ? granted : 403]);
      }
    }
  });

  it('answers 404 to another team for every id that it does not own', async () => {
    const owned = guarded().filter(({ path, errors }) => /:(id|runId)/.test(path) && !errors.includes('NOT_BUILT'));
    for (const route of owned) {
      const response = await api.call(pathFor(route), { ...requestFor(route), key: keys.stranger });
      expect([route.path, response.status]).toEqual([route.path, 404]);
    }
    expect(owned.length).toBeGreaterThan(8);
  });

  it('checks the query of every route', async () => {
    for (const route of routeList) {
      const response = await api.call(`${pathFor(route)}?nobodyKnowsThis=1`, requestFor(route));
      expect([route.path, response.status, await response.json()]).toMatchObject([
        route.path,
        422,
        { details: [{ path: 'query.nobodyKnowsThis', code: 'UNKNOWN_FIELD' }] },
      ]);
    }
  });

  it('names no other team in a list', async () => {
    for (const path of ['/runs', '/workflows']) {
      expect(await (await api.call(path, { key: keys.stranger })).json()).toMatchObject({ items: [] });
    }
  });
});
