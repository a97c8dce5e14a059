import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./settle-step.lua', import.meta.url), 3);

export interface DependentEdge {
  readonly stepId: string;
  /** The rule of its join: every edge arrives, every edge ends, or so many arrive. */
  readonly rule: 'all' | 'settled' | number;
  /** Whether other steps are cancelled when the rule is met. */
  readonly callsOff: boolean;
  /** Edges that its join has. */
  readonly edges: number;
  /** Edges beside its join, which must arrive as well. */
  readonly gates: number;
  /** Whether the edge that ends here is one of those. */
  readonly isGate: boolean;
  /** Whether this worker may go on with it, and how it begins: at once, or by its condition. */
  readonly handOn: 'begun' | 'claimed' | 'no';
  readonly reads: readonly string[];
}

export interface StepSettlement {
  readonly teamId: string;
  readonly runId: string;
  readonly jobStepId: string;
  readonly stepId: string;
  readonly token: number;
  readonly now: number;
  /** Encoded. */
  readonly output: string;
  readonly isLarge: boolean;
  readonly dependents: readonly DependentEdge[];
}

export type SettleReply =
  | {
      readonly kind: 'ok';
      /** Steps that became ready and need a job. */
      readonly ready: readonly string[];
      /** The step that this worker goes on with. */
      readonly handed?: { readonly stepId: string; readonly attempt: number; readonly reads: readonly string[] };
    }
  /** The run rules must decide: nothing was written. */
  | { readonly kind: 'slow' }
  | { readonly kind: 'settled' | 'stopped' | 'fenced' };

const handOnCodes = { begun: 'i', claimed: 'k', no: '-' } as const;

function edgeArguments(edge: DependentEdge): (string | number)[] {
  const { stepId, rule, callsOff, edges, gates, isGate, handOn, reads } = edge;
  return [
    stepId,
    `${callsOff ? 'c' : ''}${rule}`,
    edges,
    gates,
    isGate ? 'g' : 'j',
    handOnCodes[handOn],
    reads.join(','),
  ];
}

/** Settles a completed step and frees its dependents, atomically; safe to send twice, but for the hand-on. */
export async function settleStep(redis: ScriptRunner, keys: RunKeys, step: StepSettlement): Promise<SettleReply> {
  const { teamId, runId } = step;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId), keys.output(teamId, runId, step.stepId)],
    [
      step.jobStepId,
      step.stepId,
      step.token,
      step.now,
      keys.moved,
      runMember(teamId, runId),
      step.output,
      step.isLarge ? 1 : 0,
      step.dependents.length,
      ...step.dependents.flatMap(edgeArguments),
    ],
  )) as ['ok', string[], string, number, string[]] | ['slow' | 'settled' | 'stopped' | 'fenced'];
  if (reply[0] !== 'ok') return { kind: reply[0] };
  const [, ready, handed, attempt, reads] = reply;
  return { kind: 'ok', ready, handed: handed === '' ? undefined : { stepId: handed, attempt, reads } };
}
