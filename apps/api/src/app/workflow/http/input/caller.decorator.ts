import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { WorkflowError } from '@workflow/core';
import { principalOf } from '../../access/principal.js';
import type { Caller } from '../../workflow.types.js';

/** Team, name and role of who called, as the guard found them. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const principal = principalOf(context.switchToHttp().getRequest<object>());
  if (principal === undefined) throw new WorkflowError('UNAUTHORIZED', 'Nobody has said who calls.');
  return { teamId: principal.teamId, by: principal.name, role: principal.role };
});
