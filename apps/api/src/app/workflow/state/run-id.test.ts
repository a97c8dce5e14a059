import { describe, expect, it } from 'vitest';
import { childRunId, derivedRunId, isRunId, newRunId } from './run-id.js';

describe('the id of a run', () => {
  it('of a new one is different each time', () => {
    const ids = Array.from({ length: 1_000 }, () => newRunId(0));
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every(isRunId)).toBe(true);
  });

  it('of a key is the same for the same key alone', () => {
    const id = derivedRunId(0, 'team', 'campaign', 'k');
    expect(isRunId(id)).toBe(true);
    expect(derivedRunId(0, 'team', 'campaign', 'k')).toBe(id);
    expect(derivedRunId(0, 'team', 'campaign', 'other')).not.toBe(id);
  });

  it('of a child is the same for one attempt of one step of one run, and no key gives it', () => {
    const id = childRunId(0, 'team', 'wr_0-1', 'kid', 1);
    expect(isRunId(id)).toBe(true);
    expect(childRunId(0, 'team', 'wr_0-1', 'kid', 1)).toBe(id);
    const others = [
      childRunId(0, 'team', 'wr_0-1', 'kid', 2),
      childRunId(0, 'team', 'wr_0-1', 'other', 1),
      childRunId(0, 'team', 'wr_0-2', 'kid', 1),
      childRunId(0, 'other', 'wr_0-1', 'kid', 1),
      derivedRunId(0, 'team', 'wr_0-1', 'kid'),
    ];
    expect(new Set([id, ...others]).size).toBe(6);
  });
});
