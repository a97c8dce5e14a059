import { describe, expect, it } from 'vitest';
import { parseRunMember, parseScheduleMember, RunKeys, runMember, scheduleMember } from './run-keys.js';

describe('the keys', () => {
  const keys = new RunKeys('wf', 3);
  const ofTeam = (teamId: string): string[] => [
    ...[keys.run(teamId, 'r'), keys.timeline(teamId, 'r'), keys.output(teamId, 'r', 's'), keys.runs(teamId)],
    ...[keys.runsOfStatus(teamId, 'failed'), keys.runsOfWorkflow(teamId, 'w'), keys.workflow(teamId, 'w')],
    ...[keys.version(teamId, 'w', 1), keys.workflows(teamId), keys.tombstone(teamId, 'r'), keys.triggers(teamId)],
    keys.emittedEvent(teamId, 'h'),
  ];
  const shared = [
    ...[keys.active, keys.deadlines, keys.finished, keys.finishedBytes, keys.wake, keys.outbox, keys.leader],
    ...[keys.install, keys.moved, keys.stopped, keys.schedules],
  ];

  it('all lie in the slot of their shard', () => {
    expect([...ofTeam('t'), ...shared].every((key) => key.startsWith('{wf3}:'))).toBe(true);
  });

  it('are all different, also between teams', () => {
    const all = [...ofTeam('t'), ...ofTeam('u'), ...shared];
    expect(new Set(all).size).toBe(all.length);
  });

  it('carry the team after the tag', () => {
    expect(ofTeam('team_123').every((key) => key.startsWith('{wf3}:team_123:'))).toBe(true);
  });
});

describe('a run across teams', () => {
  it.each([
    ['team_123', 'wr_0-1'],
    ['a|b', 'wr_0-1'],
  ])('is named so that team %s and run %s are found again', (teamId, runId) => {
    expect(parseRunMember(runMember(teamId, runId))).toEqual({ teamId, runId });
  });
});

describe('a schedule across teams', () => {
  it.each(['team_123', 'a|b'])('of team %s is named so that it is found again', (teamId) => {
    const named = { teamId, workflowId: 'campaign', scheduleId: '1 Europe/Berlin */5 9 * * 1-5' };
    expect(parseScheduleMember(scheduleMember(teamId, named.workflowId, named.scheduleId))).toEqual(named);
  });
});
