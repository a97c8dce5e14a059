import type { Reason, StepEnd } from '@workflow/core';
import { inlineOutputBytes, maxOutputBytes } from '../../state/run-fields.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import { endOfError } from '../attempt-end.js';
import type { Delivery } from '../delivery.js';
import type { EncodedOutput, StepEnder } from '../step-ender.js';
import { stepJobId } from '../job-data.js';
import { controlQueueName } from '../queue-names.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import type { Work } from '../taken-step.js';

/** How a container ends. */
export type ContainerEnd =
  | { readonly kind: 'completed'; readonly output: unknown; readonly keepsInside?: boolean }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly keepsInside?: boolean }
  | { readonly kind: 'cancelled'; readonly reason: Reason };

/** Ends containers, by whoever hears last of what is inside: no attempt writes such an end, so no fence guards it. */
export class ContainerEnder {
  constructor(
    private readonly store: RunStore,
    private readonly queues: WorkflowQueues,
    private readonly ender: StepEnder,
  ) {}

  /** Writes the end with all that follows from it, once; gives what the job does next. */
  async end(delivery: Delivery, path: string, end: ContainerEnd): Promise<Work | undefined> {
    const written = this.#encoded(delivery, path, end);
    const hold = (record: RunRecord): boolean => record.step(path).status === 'running';
    const isParked = delivery.step(path).definition.timeout !== undefined;
    const grounds = { fields: [], hold, isFenced: false, wakes: isParked ? [path] : [] } as const;
    const work = await this.ender.endIf(delivery, path, written.end, written.output, grounds);
    if (isParked) await this.queues.promote(controlQueueName, stepJobId(delivery.run.runId, path));
    return work === 'refused' ? undefined : work;
  }

  #encoded(delivery: Delivery, path: string, end: ContainerEnd): { end: StepEnd; output?: EncodedOutput } {
    if (end.kind === 'failed') {
      return { end: { status: 'failed', reason: end.reason, keepsInside: end.keepsInside } };
    }
    if (end.kind === 'cancelled') return { end: { status: 'cancelled', reason: end.reason } };
    const { teamId, runId } = delivery.run;
    const value = this.store.encode(teamId, runId, end.output);
    const bytes = Buffer.byteLength(value);
    if (bytes > maxOutputBytes) {
      const message = `The output has ${bytes} bytes; a step may give ${maxOutputBytes}.`;
      return { end: { status: 'failed', reason: { code: 'OUTPUT_TOO_LARGE', message, stepId: path } } };
    }
    const { keepsInside } = end;
    return { end: { status: 'completed', keepsInside }, output: { value, isLarge: bytes > inlineOutputBytes } };
  }
}

/** What expressions and templates of a definition give, or why they cannot be evaluated. */
export function tryEvaluate<T>(path: string, evaluate: () => T): { readonly value: T } | { readonly reason: Reason } {
  try {
    return { value: evaluate() };
  } catch (error) {
    const end = endOfError(error, path);
    if (end.kind !== 'failed') throw error;
    return { reason: end.reason };
  }
}
