import { EngineContender } from '../contenders/engine-contender.js';
import { findShape } from '../shapes.js';
import { median } from '../statistics.js';
import type { Wire } from '../wire/wire.js';
import { drive } from './drive.js';

/** A step is ready when the script that settled the one before it has answered. */
const readyScript = 'settle-step';

/**
 * Milliseconds from "ready" to "begun", median, at low load: one run at a time, a chain whose every step changes the
 * agent, so that each is queued and taken by another worker.
 */
export async function measureAssignment(redisUrl: string, wire: Wire, runs: number): Promise<number> {
  const contender = await EngineContender.boot('queued', redisUrl, wire);
  try {
    const shape = findShape('chain-3-agents');
    await contender.prepare(shape);
    await drive(contender, shape, { runs: 5, inFlight: 1 });
    const waits: number[] = [];
    let readyAt: number | undefined;
    contender.ledger.observe((name, reply) => {
      if (name === readyScript) void reply.then(() => (readyAt = performance.now()));
    });
    const unwatch = contender.probe.watch(() => {
      if (readyAt !== undefined) waits.push(performance.now() - readyAt);
      readyAt = undefined;
    });
    for (let run = 0; run < runs; run += 1) {
      await drive(contender, shape, { runs: 1, inFlight: 1 });
      readyAt = undefined;
    }
    unwatch();
    return median(waits);
  } finally {
    await contender.close();
  }
}
