import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { AccessCounters } from './access-counters.js';
import { ACCESS_PORT, type AccessPort, type AccessRequest } from './access-port.js';
import { principalOf, setPrincipal, type Principal } from './principal.js';
import { requiredRoleOf } from './require-role.decorator.js';
import { suffices } from './role.js';

interface IncomingRequest {
  readonly headers: AccessRequest['headers'];
  readonly ip?: string;
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
}

/**
 * Lets a request through that names somebody whose role suffices for the handler.
 * @throws UNAUTHORIZED, FORBIDDEN; UNAVAILABLE when the access port fails
 */
@Injectable()
export class WorkflowAccessGuard implements CanActivate {
  constructor(
    @Inject(ACCESS_PORT) private readonly access: AccessPort,
    private readonly counters: AccessCounters,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = requiredRoleOf(context.getHandler(), context.getClass());
    if (needed === undefined) {
      throw new WorkflowError('INTERNAL', `${context.getClass().name}.${context.getHandler().name} declares no role.`);
    }
    if (needed === 'anyone') return true;
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const principal = principalOf(request) ?? (await this.ask(request));
    if (principal === undefined) throw this.turnAway(request);
    if (!suffices(principal.role, needed)) {
      this.counters.denied('role');
      throw new WorkflowError('FORBIDDEN', `This needs the role ${needed}; '${principal.name}' is ${principal.role}.`);
    }
    setPrincipal(request, principal);
    return true;
  }

  private async ask(request: IncomingRequest): Promise<Principal | undefined> {
    const path = (request.originalUrl ?? request.url).split('?', 1)[0] ?? '';
    const { headers, ip, method } = request;
    try {
      return await this.access.authenticate({ headers, ip, method, path, request });
    } catch (cause) {
      if (cause instanceof WorkflowError) throw cause;
      throw new WorkflowError('UNAVAILABLE', 'Who calls cannot be told now.', { cause });
    }
  }

  private turnAway({ headers }: IncomingRequest): WorkflowError {
    const isBare = headers['x-api-key'] === undefined && headers['authorization'] === undefined;
    this.counters.denied(isBare ? 'no_key' : 'unknown_key');
    return new WorkflowError(
      'UNAUTHORIZED',
      isBare
        ? 'No API key came with the request: send it as X-API-Key, or as Authorization: Bearer.'
        : 'The API key is not a valid one.',
    );
  }
}
