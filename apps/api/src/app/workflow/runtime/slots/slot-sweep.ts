import type { RunStore } from '../../state/run-store.js';
import { forgetSlot } from '../../state/scripts/forget-slot.js';
import { isRunsSlot } from './slot-ids.js';
import type { Mutexes } from './mutexes.js';
import type { RunSlots } from './run-slots.js';

/** Milliseconds after which a slot that nobody holds is no longer looked at; longer than asking for one takes. */
const idleMs = 60_000;
const pageSize = 500;

/** Looks at whoever holds a slot: frees what a crash left behind, and wakes or starts who was let in but not told. */
export class SlotSweep {
  constructor(
    private readonly store: Pick<RunStore, 'redis' | 'keys'>,
    private readonly mutexes: Pick<Mutexes, 'settleHolder'>,
    private readonly runs: Pick<RunSlots, 'settleHolder' | 'sweep'>,
    private readonly options: { readonly minAgeMs: number },
    private readonly clock: { now(): number },
  ) {}

  async sweep(): Promise<void> {
    const { redis, keys } = this.store;
    // By name, since the sets change under the sweep; what it misses is seen by the next.
    for (let cursor = '0'; ;) {
      const [next, found] = await redis.zscan(keys.slots, cursor, 'COUNT', pageSize);
      for (let at = 0; at < found.length; at += 2) await this.#look(found[at] as string);
      if (next === '0') break;
      cursor = next;
    }
    await this.runs.sweep(this.options.minAgeMs);
  }

  async #look(slotId: string): Promise<void> {
    const { redis, keys } = this.store;
    const holders = await redis.zrange(keys.slot(slotId).held, 0, -1);
    const holds = isRunsSlot(slotId) ? this.runs : this.mutexes;
    for (const holder of holders) await holds.settleHolder(slotId, holder);
    if (holders.length === 0) await forgetSlot(redis, keys, slotId, this.clock.now() - idleMs);
  }
}
