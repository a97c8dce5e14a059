import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { AccessCounters } from './access-counters.js';
import type { AccessPort } from './access-port.js';
import { principalOf, setPrincipal } from './principal.js';
import { RequireRole } from './require-role.decorator.js';
import { WorkflowAccessGuard } from './workflow-access.guard.js';

class Routes {
  @RequireRole('operator')
  start(this: void): void {}
  undeclared(this: void): void {}
}

function contextOf(request: object, handler: () => void = Routes.prototype.start): ExecutionContext {
  return {
    getHandler: () => handler,
    getClass: () => Routes,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
}

const request = (headers = {}) => ({ headers, method: 'GET', url: '/x?key=1' });
const asking = (answer: AccessPort['authenticate']) => {
  const counters = new AccessCounters();
  return { counters, guard: new WorkflowAccessGuard({ authenticate: answer }, counters) };
};

describe('the access guard', () => {
  it('remembers who called', async () => {
    const { guard } = asking(async () => ({ teamId: 't', role: 'admin', name: 'n' }));
    const incoming = request();
    expect(await guard.canActivate(contextOf(incoming))).toBe(true);
    expect(principalOf(incoming)?.teamId).toBe('t');
  });

  it('takes the word of a guard of the host that stood before it', async () => {
    const { guard } = asking(async () => undefined);
    const incoming = request();
    setPrincipal(incoming, { teamId: 't', role: 'operator', name: 'n' });
    expect(await guard.canActivate(contextOf(incoming))).toBe(true);
  });

  it('counts whom it turns away', async () => {
    const { guard, counters } = asking(async ({ headers }) =>
      headers['x-api-key'] === 'small' ? { teamId: 't', role: 'viewer', name: 'n' } : undefined,
    );
    await expect(guard.canActivate(contextOf(request()))).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    await expect(guard.canActivate(contextOf(request({ 'x-api-key': 'no' })))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
    await expect(guard.canActivate(contextOf(request({ 'x-api-key': 'small' })))).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(counters.read()).toEqual({ no_key: 1, unknown_key: 1, role: 1 });
  });

  it('gives a role of no known name nothing', async () => {
    const { guard } = asking(async () => ({ teamId: 't', role: 'owner' as 'admin', name: 'n' }));
    await expect(guard.canActivate(contextOf(request()))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is closed while the port fails', async () => {
    const cause = new Error('down');
    const { guard } = asking(() => Promise.reject(cause));
    await expect(guard.canActivate(contextOf(request()))).rejects.toMatchObject({ code: 'UNAVAILABLE', cause });
  });

  it('is closed for a handler that declares no role', async () => {
    const { guard } = asking(async () => ({ teamId: 't', role: 'admin', name: 'n' }));
    await expect(guard.canActivate(contextOf(request(), Routes.prototype.undeclared))).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});
