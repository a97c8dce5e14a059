import type { Backstage } from './backstage.js';
import type { Parcel } from './courier.js';
import type { CallbackKnobs } from './knobs.js';

/** Moves a message or call one status on and says which webhooks that causes; undefined ends the progress. */
export type ProgressStep = () => Parcel[] | undefined;

/**
 * Walks through the steps, one `callbackDelayMs` apart. Statuses move whether or not the receiver answers;
 * webhooks of one message or call leave one after the other, so that their order is the one the knobs ask for.
 */
export function progress(backstage: Backstage, knobs: CallbackKnobs, steps: readonly ProgressStep[]): void {
  const { scheduler, courier } = backstage;
  const { repeatCallbacks, reverseCallbacks } = knobs;
  const kept: Parcel[] = [];
  let line: Promise<unknown> = Promise.resolve();
  const send = (parcels: readonly Parcel[]) => {
    for (const parcel of parcels) {
      for (let copy = 0; copy < repeatCallbacks; copy += 1) line = line.then(() => courier.deliver(parcel));
    }
    void scheduler.track(line);
  };
  const walk = async () => {
    for (const step of steps) {
      if (!(await scheduler.wait(knobs.callbackDelayMs))) return;
      const parcels = step();
      if (parcels === undefined) break;
      if (reverseCallbacks) kept.unshift(...parcels);
      else send(parcels);
    }
    send(kept);
  };
  void scheduler.track(walk());
}
