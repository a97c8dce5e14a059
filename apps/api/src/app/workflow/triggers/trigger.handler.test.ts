import { WorkflowError, type Json, type WebhookTrigger } from '@workflow/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { nameEvent, type InboundEvent } from '../inbox/inbound-event.js';
import { TriggerHandler } from './trigger.handler.js';
import { TriggerIndex } from './trigger-index.js';
import type { PublishedTriggers, StartFacts } from './trigger-ports.js';

const teamId = 'team_123';
const event = nameEvent(teamId, {
  provider: 'twilio',
  name: 'message.received',
  receivedAt: 0,
  identity: 'message:SM1',
  payload: { provider: 'twilio', from: '+15559990000', text: 'Yes please', raw: { Body: 'Yes please' } },
});

describe('TriggerHandler', () => {
  let published: PublishedTriggers[];
  let revision: number;
  let reads: number;
  let starts: { workflowId: string; trigger: Json; facts: StartFacts }[];
  let refusal: Error | undefined;
  let handler: TriggerHandler;

  beforeEach(() => {
    [published, starts, revision, reads, refusal] = [[], [], 1, 0, undefined];
    const source = {
      revision: async () => revision,
      list: async () => {
        reads += 1;
        return published;
      },
    };
    const start = async (workflowId: string, trigger: Json, facts: StartFacts) => {
      if (refusal !== undefined && workflowId === 'refused') throw refusal;
      starts.push({ workflowId, trigger, facts });
      return { runId: `wr_${workflowId}` };
    };
    handler = new TriggerHandler(new TriggerIndex(source), { start });
  });

  const publish = (workflowId: string, ...triggers: Partial<WebhookTrigger>[]): void => {
    published.push({
      workflowId,
      version: 1,
      triggers: triggers.map((trigger) => ({ webhook: 'twilio', ...trigger })),
    });
  };
  const started = () => starts.map(({ workflowId }) => workflowId);

  it('starts with the event itself, under a key of workflow and event', async () => {
    publish('reply', {});
    const notes = await handler.handle(event);
    expect(starts).toEqual([
      {
        workflowId: 'reply',
        trigger: event.payload,
        facts: { teamId, idempotencyKey: `reply:${event.id}`, correlationId: event.id },
      },
    ]);
    expect(notes).toEqual([
      { code: 'RUN_STARTED', message: 'The event started a run.', workflowId: 'reply', runId: 'wr_reply' },
    ]);
  });

  it('starts with what the map makes of the event', async () => {
    publish('reply', {
      map: { phone: '{{event.from}}', team: '{{team}}', words: '{{event.text.split(" ")}}', lit: 'x' },
    });
    await handler.handle(event);
    expect(starts[0]?.trigger).toEqual({ phone: '+15559990000', team: teamId, words: ['Yes', 'please'], lit: 'x' });
  });

  it.each<[boolean, Partial<WebhookTrigger>]>([
    [true, { event: 'message.received' }],
    [false, { event: 'call.received' }],
    [false, { webhook: 'signalhouse' }],
    [true, { when: "event.text.includes('Yes')" }],
    [true, { when: "{{ event.from == '+15559990000' && team == 'team_123' }}" }],
    [false, { when: "event.text == 'No'" }],
    [true, { when: 'event.text' }],
    [false, { when: 'event.nothing.at.all' }],
  ])('starts: %s for %j', async (isStarted, trigger) => {
    publish('reply', trigger);
    await handler.handle(event);
    expect(started()).toEqual(isStarted ? ['reply'] : []);
  });

  it("knows a team's own event by its endpoint, and by the type in its body", async () => {
    const own: InboundEvent = { ...event, provider: 'crm', name: 'crm', payload: { body: { type: 'lead.created' } } };
    publish('by-name', { webhook: 'crm', event: 'crm' });
    publish('by-type', { webhook: 'crm', event: 'lead.created' });
    publish('other', { webhook: 'crm', event: 'lead.deleted' });
    await handler.handle(own);
    expect(started()).toEqual(['by-name', 'by-type']);
  });

  it('reaches no trigger by a named event, whatever it is called, and none by a schedule', async () => {
    const schedule = { cron: '* * * * *', timezone: 'UTC', missed: 'skip' } as const;
    const triggers = [{ event: 'message.received' }, { event: 'twilio' }, { schedule, inputs: {} }];
    published.push({ workflowId: 'other', version: 1, triggers });
    await handler.handle(event);
    expect(started()).toEqual([]);
  });

  it('starts a workflow once, by the first of its triggers that fits', async () => {
    publish('reply', { when: 'false' }, { map: { by: 'second' } }, { map: { by: 'third' } });
    await handler.handle(event);
    expect(starts.map(({ trigger }) => trigger)).toEqual([{ by: 'second' }]);
  });

  it('notes what cannot be evaluated, and goes on with the others', async () => {
    publish('bad-when', { when: 'event.raw + 1' });
    publish('bad-map', { map: { x: '{{event.raw * 2}}' } });
    publish('unreadable', { when: 'event.(' });
    publish('foreign-root', { map: { x: '{{steps.a.output}}' } });
    publish('good', {});
    const notes = await handler.handle(event);
    expect(started()).toEqual(['good']);
    expect(notes.map(({ code, workflowId }) => [code, workflowId])).toEqual([
      ['EXPR_TYPE', 'bad-when'],
      ['EXPR_TYPE', 'bad-map'],
      ['INVALID_DEFINITION', 'unreadable'],
      ['INVALID_DEFINITION', 'foreign-root'],
      ['RUN_STARTED', 'good'],
    ]);
  });

  it('never evaluates what stands in the event', async () => {
    publish('reply', { map: { text: '{{event.text}}' } });
    await handler.handle({ ...event, payload: { text: '{{team}} {{event.from}}' } });
    expect(starts[0]?.trigger).toEqual({ text: '{{team}} {{event.from}}' });
  });

  it('notes a refusal for good, and asks for another try after one that may pass', async () => {
    publish('refused', {});
    publish('good', {});
    refusal = new WorkflowError('INVALID_TRIGGER', 'leadId is missing');
    expect((await handler.handle(event))[0]).toEqual({
      code: 'INVALID_TRIGGER',
      message: 'leadId is missing',
      workflowId: 'refused',
    });
    for (const passing of [new WorkflowError('STATE_FULL', 'full'), new Error('connection lost')]) {
      refusal = passing;
      await expect(handler.handle(event)).rejects.toBe(passing);
    }
    expect(started()).toEqual(['good', 'good', 'good']);
    expect(new Set(starts.map(({ facts }) => facts.idempotencyKey)).size).toBe(1);
  });

  it('reads the triggers once, and again when they have changed', async () => {
    publish('reply', {});
    await handler.handle(event);
    await handler.handle(event);
    expect(reads).toBe(1);
    published = [];
    revision += 1;
    await handler.handle(event);
    expect([reads, started().length]).toEqual([2, 2]);
  });
});
