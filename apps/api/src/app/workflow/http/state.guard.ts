import { Inject, Injectable, Optional, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { requiredRoleOf } from '../access/require-role.decorator.js';
import { WORKFLOW_ENGINE } from '../engine.provider.js';
import type { Engine } from '../engine.js';

/**
 * Answers 503 at once while Redis is away: our commands wait for its return, which is right for a worker, and wrong for
 * somebody who waits for an answer.
 */
@Injectable()
export class StateGuard implements CanActivate {
  constructor(@Optional() @Inject(WORKFLOW_ENGINE) private readonly engine?: Engine) {}

  /** @throws UNAVAILABLE */
  canActivate(context: ExecutionContext): boolean {
    const needsState = requiredRoleOf(context.getHandler(), context.getClass()) !== 'anyone';
    const status = this.engine?.store.redis.status ?? 'ready';
    if (needsState && status !== 'ready') {
      throw new WorkflowError('UNAVAILABLE', 'Redis is away: nothing can be read or started until it is back.');
    }
    return true;
  }
}
