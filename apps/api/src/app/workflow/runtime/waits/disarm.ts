import type { ArmedWait, StepPlace } from '@workflow/core';
import type { RunStore } from '../../state/run-store.js';
import type { SignalBox } from '../../state/signal-box.js';
import { addressesOf, waitsForSignals } from './wait-addresses.js';

/** Takes waits off the lists of those that signals are sent to, where their run ends without ending them one by one. */
export class Disarm {
  constructor(
    private readonly store: RunStore,
    private readonly box: SignalBox,
  ) {}

  /** Nothing for a step that is no wait for a signal, or was not armed. */
  async step(teamId: string, runId: string, place: StepPlace): Promise<void> {
    if (!waitsForSignals(place)) return;
    const { path } = place;
    const stored = await this.store.redis.hget(this.store.keys.run(teamId, runId), `w:${path}`);
    if (stored === null) return;
    const armed = this.store.decode(teamId, runId, stored) as ArmedWait;
    for (const address of addressesOf(this.store.keys, teamId, runId, armed)) {
      await this.box.disarm(address, runId, path);
    }
  }
}
