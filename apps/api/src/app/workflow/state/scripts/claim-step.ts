import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./claim-step.lua', import.meta.url), 5);

export interface StepClaim {
  readonly teamId: string;
  readonly runId: string;
  /** The step that the job was added for. */
  readonly jobStepId: string;
  /** The step to claim: the job's own, or the one that its inline continuation had come to. */
  readonly stepId: string;
  readonly token: number;
  readonly now: number;
  /** True when the job is delivered again: the reply then names every step that is ready but may have no job. */
  readonly isRedelivery: boolean;
  /** What is asked before an attempt begins: a condition before the first, a milestone before each. */
  readonly asks: 'no' | 'once' | 'each';
  readonly reads: readonly string[];
  readonly readsTrigger: boolean;
  readonly wakeMember: string;
}

export const claimCodes = ['begun', 'claimed', 'lost', 'unknown', 'resolved', 'settled', 'stopped', 'fenced'] as const;

export interface ClaimReply {
  readonly kind: (typeof claimCodes)[number];
  /** Attempts begun so far, this one included when it has begun. */
  readonly attempts: number;
  /** Milliseconds at which the first attempt began. */
  readonly firstBegunAt?: number;
  readonly resolution?: string;
  readonly queued: readonly string[];
  /** Six stored values for each step that is read, in the order of `readPrefixes`; empty strings where absent. */
  readonly reads: readonly string[];
  readonly error?: string;
  /** Encoded; only when it was asked for. */
  readonly trigger?: string;
}

/** The job had gone on to another step: claim that one. */
export interface ClaimCursor {
  readonly kind: 'cursor';
  readonly stepId: string;
}

/** Takes an attempt for one delivery of its job; see the script for what each kind means. Safe to send twice. */
export async function claimStep(
  redis: ScriptRunner,
  keys: RunKeys,
  claim: StepClaim,
): Promise<ClaimReply | ClaimCursor> {
  const { teamId, runId } = claim;
  const reply = (await script.run(
    redis,
    [
      keys.run(teamId, runId),
      keys.timeline(teamId, runId),
      keys.runsOfStatus(teamId, 'pending'),
      keys.runsOfStatus(teamId, 'running'),
      keys.wake,
    ],
    [
      claim.jobStepId,
      claim.stepId,
      claim.token,
      claim.now,
      runId,
      keys.moved,
      runMember(teamId, runId),
      claim.isRedelivery ? 1 : 0,
      claim.asks,
      claim.reads.join(','),
      claim.wakeMember,
      claim.readsTrigger ? 1 : 0,
    ],
  )) as [string, number, string, string, string[], string[], string, string];
  const [code, attempts, firstBegunAt, resolution, queued, reads, error, trigger] = reply;
  if (code.startsWith('cursor:')) return { kind: 'cursor', stepId: code.slice('cursor:'.length) };
  return {
    kind: claimKind(code),
    attempts,
    firstBegunAt: firstBegunAt === '' ? undefined : Number(firstBegunAt),
    resolution: resolution === '' ? undefined : resolution,
    queued,
    reads,
    error: error === '' ? undefined : error,
    trigger: trigger === '' ? undefined : trigger,
  };
}

function claimKind(code: string): ClaimReply['kind'] {
  const kind = claimCodes.find((known) => known === code);
  if (kind === undefined) throw new RangeError(`claim-step answered '${code}'.`);
  return kind;
}
