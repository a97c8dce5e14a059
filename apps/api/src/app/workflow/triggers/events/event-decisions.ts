import { z } from 'zod';
import type { RunKeys } from '../../state/run-keys.js';
import { stateError } from '../../state/state-error.js';
import type { StateRedis } from '../../state/state-redis.js';

/** A repetition of an event is known for so long. */
const keepSeconds = 86_400;

const refusalSchema = z.object({ workflowId: z.string(), code: z.string(), message: z.string() });
const answerSchema = z.object({
  runs: z.array(z.object({ workflowId: z.string(), runId: z.string() })),
  refused: z.array(refusalSchema),
});
const decisionSchema = z.object({
  bodyHash: z.string(),
  chosen: z.array(z.object({ workflowId: z.string(), version: z.int(), position: z.int() })),
  refused: z.array(refusalSchema),
  answer: answerSchema.optional(),
});

/** What an event starts: the trigger of a version, for each workflow that listens; and what became of it. */
export type EventDecision = Readonly<z.infer<typeof decisionSchema>>;
export type EventAnswer = Readonly<z.infer<typeof answerSchema>>;

/** What was decided about events under idempotency keys, so that a repetition carries out the same. */
export class EventDecisions {
  constructor(
    private readonly redis: StateRedis,
    private readonly keys: RunKeys,
  ) {}

  async find(teamId: string, keyHash: string): Promise<EventDecision | undefined> {
    const text = await this.redis.get(this.keys.emittedEvent(teamId, keyHash));
    return text === null ? undefined : decisionSchema.parse(JSON.parse(text));
  }

  /** Stores a decision unless there is one, and gives the one that stands. @throws STATE_FULL, UNAVAILABLE */
  async settle(teamId: string, keyHash: string, decision: EventDecision): Promise<EventDecision> {
    const key = this.keys.emittedEvent(teamId, keyHash);
    const stored = await this.#write(() => this.redis.set(key, JSON.stringify(decision), 'EX', keepSeconds, 'NX'));
    return stored === 'OK' ? decision : ((await this.find(teamId, keyHash)) ?? decision);
  }

  /** Stores what became of a decision, with it. @throws STATE_FULL, UNAVAILABLE */
  async answer(teamId: string, keyHash: string, decision: EventDecision): Promise<void> {
    const key = this.keys.emittedEvent(teamId, keyHash);
    await this.#write(() => this.redis.set(key, JSON.stringify(decision), 'KEEPTTL', 'XX'));
  }

  async #write<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      throw stateError(error);
    }
  }
}
