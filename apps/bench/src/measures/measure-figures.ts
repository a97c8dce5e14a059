import { parkedGoal } from '../report/goals.js';
import type { Figure, Figures } from '../report/figure.js';
import type { Scale } from '../scale.js';
import type { Wire } from '../wire/wire.js';
import { measureAssignment } from './measure-assignment.js';
import { measureGrowth } from './measure-growth.js';
import { measureParked } from './measure-parked.js';
import { measurePublish } from './measure-publish.js';
import { measureStart } from './measure-start.js';

/** Everything that has no raw counterpart to be compared with. */
export async function measureFigures(redisUrl: string, wire: Wire, scale: Scale): Promise<Figures> {
  const assignment = await measureAssignment(redisUrl, wire, scale.assignments);
  const start = await measureStart(redisUrl, wire, scale.start);
  const [thousand = Number.NaN, tenThousand = Number.NaN] = await measurePublish(redisUrl, wire, [1_000, 10_000]);
  const parked = await measureParked(redisUrl, wire);
  const { fanIn, chain, items } = scale.growth;
  const growth = await measureGrowth(redisUrl, wire, scale.growth);
  const most = (bound: number): Figure['goal'] => ({ is: 'at most', bound });
  return {
    figures: [
      { name: 'ready to begun, one run at a time, p50', value: assignment, unit: 'ms' },
      {
        name: `start to first begin, ${start.active} runs active, p50`,
        value: start.p50Ms,
        unit: 'ms',
        note: `${start.starts} starts`,
      },
      {
        name: `start to first begin, ${start.active} runs active, p99`,
        value: start.p99Ms,
        unit: 'ms',
        goal: most(1_000),
      },
      { name: 'publish and plan 1,000 steps', value: thousand, unit: 'ms', goal: most(1_000) },
      { name: 'publish and plan 10,000 steps', value: tenThousand, unit: 'ms', goal: most(10_000) },
      {
        name: 'a run parked in a retry, its keys and share of sets',
        value: parked.bytes / 1_024,
        unit: 'KiB',
        goal: most(parkedGoal / 1_024),
        note: `and ${Math.round(parked.sharedHistory)} bytes in streams that are capped`,
      },
      {
        name: `a step of a fan-in of ${fanIn}, beside one of 10`,
        value: growth.fanInStep,
        unit: 'x',
        goal: most(1.5),
      },
      {
        name: `a chain of ${chain} steps, beside one of 100`,
        value: growth.chain,
        unit: 'x',
        goal: most((1.2 * chain) / 100),
      },
      { name: `an item of a map over ${items}, beside one of 100`, value: growth.item, unit: 'x' },
      { name: `growth of the process in a map over ${items}`, value: growth.mapMiB, unit: 'MiB', goal: most(100) },
    ],
    weights: [{ of: 'a run parked in a retry', byKind: parked.byKind }],
  };
}
