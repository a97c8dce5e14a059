import { describe, expect, it } from 'vitest';
import { HistoryPlayer } from './play-histories.js';

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
