import { isTerminalRun } from '@workflow/core';
import { parseRunMember, runMember } from '../../state/run-keys.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import { deliverChildEnd } from '../../state/scripts/deliver-child-end.js';
import { wakeMember } from '../delivery.js';
import type { EngineLogger } from '../engine-logger.js';
import { stepJobId } from '../job-data.js';
import { controlQueueName } from '../queue-names.js';
import type { WorkflowQueues } from '../workflow-queues.js';
import { endOfChild, type ChildEnd } from './child-end.js';

/** Ended children whose parents are told in one look: a parent is told at once, these are what a crash has left. */
const pageSize = 200;

/**
 * Tells steps how the child runs ended that they wait for. A child's end is owed to its parent from the transition on
 * that ended it, until it was told: whoever ends it tells at once, and every tick tells what is still owed.
 */
export class TellParent {
  constructor(
    private readonly store: RunStore,
    private readonly queues: Pick<WorkflowQueues, 'promote'>,
    private readonly clock: { now(): number },
    private readonly logger: EngineLogger,
  ) {}

  /** Tells of every child whose end is owed. One that cannot be told is logged, and is owed still. */
  async owed(): Promise<void> {
    for (const member of await this.store.redis.zrange(this.store.keys.childEnds, 0, pageSize - 1)) {
      const { teamId, runId } = parseRunMember(member);
      try {
        await this.of(teamId, runId);
      } catch (error) {
        this.logger.error({ teamId, runId, err: error }, 'the end of a child run could not be told; trying again');
      }
    }
  }

  /** Tells of one child that has ended; a second time changes nothing. */
  async of(teamId: string, childRunId: string): Promise<void> {
    const { redis, keys } = this.store;
    const child = await this.store.read(teamId, childRunId);
    if (child?.parent !== undefined && isTerminalRun(child.status)) await this.#tell(child, child.parent);
    await redis.zrem(keys.childEnds, runMember(teamId, childRunId));
  }

  async #tell(child: RunRecord, parent: NonNullable<RunRecord['parent']>): Promise<void> {
    const { teamId, runId, workflowId, status } = child;
    const { redis, keys } = this.store;
    const jobId = stepJobId(parent.runId, parent.stepId);
    const told = await deliverChildEnd(redis, keys, {
      ...{ teamId, parent, now: this.clock.now() },
      end: this.store.encode(teamId, parent.runId, this.#endOf(child)),
      wakeMember: wakeMember(runMember(teamId, parent.runId), jobId, controlQueueName),
      event: JSON.stringify({ childRunId: runId, workflowId, status }),
    });
    if (told === 'told') await this.queues.promote(controlQueueName, jobId);
  }

  /** Outputs under a key that is no longer configured would be owed for ever. */
  #endOf(child: RunRecord): ChildEnd {
    try {
      return endOfChild(child);
    } catch (error) {
      const { teamId, runId } = child;
      this.logger.error({ teamId, runId, err: error }, 'the outputs of a child run cannot be read');
      return { failure: { code: 'CHILD_FAILED', message: `The outputs of run ${runId} cannot be read.` } };
    }
  }
}
