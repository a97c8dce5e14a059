import type { Plan } from '@workflow/core';
import type * as fc from 'fast-check';
import type { StateFixture } from '../state/state.fixture.js';
import { playAtOneMoment } from './at-one-moment.js';
import { blocks, type Block, type History } from './block.js';
import { anyOrderContainerPlans, containerPlans } from './container-definitions.js';
import { ContainerPair } from './container-pair.js';
import { playContainersAtOneMoment } from './containers-at-one-moment.js';
import { anyOrderShape, anyShape } from './drawn-step.js';
import { flatPlans } from './flat-definitions.js';
import { FlatPair } from './flat-pair.js';

/** A kind of random histories, and how one of them is compared. */
export interface Kind {
  readonly name: string;
  readonly blocks: fc.Arbitrary<Block>;
  /** @throws Difference */
  play(state: StateFixture, plan: Plan, history: History): Promise<void>;
}

const flat: Kind = {
  name: 'flat',
  blocks: blocks(flatPlans(anyShape)),
  play: (state, plan, history) => new FlatPair(state, plan, history).play(),
};

const atOneMoment: Kind = {
  name: 'at one moment',
  blocks: blocks(flatPlans(anyOrderShape)),
  play: playAtOneMoment,
};

const containers: Kind = {
  name: 'containers',
  blocks: blocks(containerPlans(), 60),
  play: (state, plan, history) => new ContainerPair(state, plan, history).play(),
};

const containersAtOneMoment: Kind = {
  name: 'containers at one moment',
  blocks: blocks(anyOrderContainerPlans(), 1),
  play: playContainersAtOneMoment,
};

/** The kinds of blocks, in turn; those with containers take several times as long as the others. */
const turns: readonly Kind[] = [
  ...[flat, flat, flat, atOneMoment, flat, flat, flat, containers, flat, atOneMoment],
  ...[flat, flat, flat, atOneMoment, flat, flat, flat, containersAtOneMoment, flat, atOneMoment],
];

/** The kind of the block of this number. */
export function kindOf(number: number): Kind {
  return turns[number % turns.length] as Kind;
}
