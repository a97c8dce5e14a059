import type { Contender } from '../contenders/contender.js';
import type { Load, Shape } from '../shapes.js';

/** Starts runs and waits for them, so many at once; gives the milliseconds from the first start to the last end. */
export async function drive(contender: Contender, shape: Shape, { runs, inFlight }: Load): Promise<number> {
  let left = runs;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await contender.probe.end(await contender.start(shape));
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: Math.min(inFlight, runs) }, lane));
  return performance.now() - begun;
}

/** Waits until nothing more is sent for the runs that have ended: their jobs still end. */
export async function settleDown({ ledger }: Contender): Promise<void> {
  const sent = (): number => [...ledger.read().commands.values()].reduce((sum, count) => sum + count, 0);
  for (let before = -1, now = sent(); before !== now; now = sent()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, quietMs));
  }
}

/** Milliseconds without a command after which a contender is at rest. */
const quietMs = 15;
