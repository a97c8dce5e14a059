import { setTimeout as pause } from 'node:timers/promises';
import { Action, Agent, type AgentContext } from '@workflow/api';
import { z } from 'zod';
import { play } from './play.js';

/** A day: longer than any case. */
const everMs = 86_400_000;

/** Acts the parts of the cases on a real engine. */
@Agent('PLAYER')
export class PlayerAgent {
  @Action('act', { input: z.looseObject({}), output: z.unknown(), effect: 'write' })
  act(input: Record<string, unknown>, { attempt, signal }: AgentContext): Promise<unknown> {
    const sleep = (ms: number): Promise<void> => pause(Math.min(ms, everMs), undefined, { signal });
    return play(input, { attempt, sleep });
  }
}
