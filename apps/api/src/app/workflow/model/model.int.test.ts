import { describe, expect, it } from 'vitest';
import { HistoryPlayer, replayBlock } from './play-histories.js';

/** `npm run model` plays as many as it is told, and the histories of one seed again. */
const histories = 10_000;
const seed = Math.trunc(Math.random() * 2 ** 31);

describe(`random histories (${histories} of seed ${seed})`, () => {
  it('come to the same on Redis as by the run rules alone, move by move', { timeout: 600_000 }, async () => {
    let compared = 0;
    const player = new HistoryPlayer({ seed, histories, first: 0, step: 1 }, (more) => (compared += more));
    const found = await player.play();
    expect(found?.report).toBeUndefined();
    expect(compared).toBe(histories);
  });
});

// As long as the definitions are drawn as they are now, these are the ones in which a million histories found something.
it.each([
  [20261121, 19_481],
  [20261123, 25_587],
  [20261124, 17_467],
])('those of seed %d in block %d, which differed once, do so no more', async (seedOfMillion, block) => {
  expect((await replayBlock(seedOfMillion, block))?.report).toBeUndefined();
});
