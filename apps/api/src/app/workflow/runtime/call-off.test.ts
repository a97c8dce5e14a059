import { describe, expect, it } from 'vitest';
import { parseStopped, stoppedStep } from './call-off.js';

describe('what is told to be stopped', () => {
  it.each(['team_a|wr_0-1', 'team#1|wr_0-1', 'a|b#c|wr_0-1'])('is a run, or a step of it, of %s', (member) => {
    expect(parseStopped(member)).toEqual({ member });
    expect(parseStopped(stoppedStep(member, 'step-1'))).toEqual({ member, stepId: 'step-1' });
  });
});
