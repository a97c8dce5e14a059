import type { ArmedArm, ArmedWait, StepPlace } from '@workflow/core';
import type { RunKeys, SignalAddress } from '../../state/run-keys.js';
import type { RunRecord } from '../../state/run-record.js';
import type { RunStore } from '../../state/run-store.js';
import type { ArmedPlace } from '../../state/scripts/commit-run.js';
import { armedMember } from '../../state/scripts/deliver-signal.js';

/** Where signals for an arm are sent; undefined for a timer. */
export function addressOf(keys: RunKeys, teamId: string, runId: string, arm: ArmedArm): SignalAddress | undefined {
  if ('dueAt' in arm) return undefined;
  return arm.key === undefined ? keys.runSignals(teamId, runId) : keys.keyedSignals(teamId, arm.signal, arm.key);
}

/** Addresses under which a wait is shown to senders, each once. */
export function addressesOf(keys: RunKeys, teamId: string, runId: string, { arms }: ArmedWait): SignalAddress[] {
  const addresses = arms.flatMap((arm) => addressOf(keys, teamId, runId, arm) ?? []);
  return [...new Map(addresses.map((address) => [address.armed, address])).values()];
}

/** How a wait was armed; undefined when it was not. */
export function armedWaitOf(store: RunStore, record: RunRecord, stepId: string): ArmedWait | undefined {
  const stored = record.raw(`w:${stepId}`);
  if (stored === '') return undefined;
  return store.decode(record.teamId, record.runId, stored) as ArmedWait;
}

/** Where a step stands among those that signals are sent to; nowhere for one that is no wait for a signal, or was not armed. */
export function armedPlacesOf(store: RunStore, record: RunRecord, place: StepPlace): ArmedPlace[] {
  if (!waitsForSignals(place)) return [];
  const wait = armedWaitOf(store, record, place.path);
  if (wait === undefined) return [];
  const { teamId, runId } = record;
  const member = armedMember(runId, place.path);
  return addressesOf(store.keys, teamId, runId, wait).map(({ armed }) => ({ armed, member }));
}

/** True for a step that may be shown to senders of signals. */
export function waitsForSignals({ planned: { control } }: Pick<StepPlace, 'planned'>): boolean {
  if (control === undefined || !('arms' in control)) return false;
  return control.arms.some(({ awaits }) => awaits.kind === 'signal');
}
