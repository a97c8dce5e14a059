import type { Shape } from './crash-case.js';

const research = (id: string, more: object = {}) => ({
  id,
  agent: 'LUCI',
  action: 'research_lead',
  inputs: { leadId: '{{trigger.leadId}}' },
  ...more,
});

/** The campaign: three agents, a condition, a send. */
export const campaign: Shape = {
  name: 'campaign',
  trigger: { leadId: 'lead_1' },
  definition: {
    id: 'campaign',
    steps: [
      research('research'),
      {
        id: 'outreach',
        agent: 'AI_ORCHESTRATOR',
        action: 'generate_message',
        inputs: { research: '{{steps.research.output}}' },
        condition: '{{steps.research.output.confidence > 0.7}}',
      },
      {
        id: 'followup',
        agent: 'SABRINA',
        action: 'schedule_followup',
        inputs: { conversation: '{{steps.outreach.output}}' },
        dependsOn: ['research', 'outreach'],
      },
    ],
  } as Shape['definition'],
};

/** A diamond of one agent: inline continuation, with one step that has a condition and one that is released. */
export const diamond: Shape = {
  name: 'diamond of one agent',
  trigger: { leadId: 'lead_1' },
  definition: {
    id: 'diamond',
    steps: [
      research('a'),
      research('b', { dependsOn: ['a'], condition: '{{steps.a.output.confidence > 0.5}}' }),
      research('c', { dependsOn: ['a'] }),
      research('d', { dependsOn: ['b', 'c'] }),
    ],
  } as Shape['definition'],
};

/** A retry, a skip, a failure with its cascade, a rollback of two steps in reverse order. */
export const rollback: Shape = {
  name: 'retry, skip, failure, rollback',
  trigger: { leadId: 'lead_1', rows: [{ a: 1 }] },
  knobs: { openai: { next: { mode: 'status', status: 500, times: 10, on: 'any' } } },
  definition: {
    id: 'rollback',
    errorHandler: 'rollback_workflow',
    steps: [
      research('one', { compensate: check() }),
      research('two', { dependsOn: ['one'], compensate: check() }),
      research('never', { dependsOn: ['one'], condition: 'false' }),
      {
        id: 'breaks',
        agent: 'AI_ORCHESTRATOR',
        action: 'generate_message',
        inputs: { research: '{{steps.two.output}}' },
        retry: { attempts: 2, delay: 20 },
      },
      research('after', { dependsOn: ['breaks'] }),
    ],
  } as Shape['definition'],
};

/**
 * A choice, a race whose loser waits for ten minutes and is cancelled, a deferred choice whose signal came before it was
 * armed.
 */
export const crossroads: Shape = {
  name: 'choice, cancelled race, deferred choice',
  trigger: { leadId: 'lead_1' },
  signal: { name: 'reply', payload: { text: 'yes' } },
  definition: {
    id: 'crossroads',
    steps: [
      research('look'),
      {
        id: 'route',
        choose: { branches: [branch('steps.look.output.confidence > 0.5', 'fast')], otherwise: ['drop'] },
      },
      research('fast'),
      research('drop'),
      { id: 'slow', wait: { delay: 600_000 } },
      research('next', { dependsOn: { steps: ['fast', 'slow'], join: 'first', rest: 'cancel' } }),
      {
        id: 'answer',
        dependsOn: ['next'],
        wait: { firstOf: [arm('reply', { signal: 'reply' }, 'done'), arm('late', { delay: 600_000 })] },
      },
      research('done'),
    ],
  } as Shape['definition'],
};

/** An end that is met while a step waits for a signal that never comes. */
export const cutShort: Shape = {
  name: 'run that an end cuts short',
  trigger: { leadId: 'lead_1' },
  definition: {
    id: 'cut-short',
    steps: [
      { id: 'never', wait: { signal: 'never', key: '{{trigger.leadId}}' } },
      research('look'),
      { id: 'gate', choose: { branches: [branch('steps.look.output.confidence > 0.5', 'stop')], otherwise: [] } },
      { id: 'stop', end: { outcome: 'completed', output: { why: 'enough' } } },
      research('behind', { dependsOn: ['never'] }),
    ],
  } as Shape['definition'],
};

/** A child that is waited for, one that a join cancels while it waits for ten minutes, and one that is detached. */
export const family: Shape = {
  name: 'parent of three children',
  trigger: { leadId: 'lead_1' },
  children: [
    { id: 'kid', steps: [research('trace')], outputs: { confidence: '{{steps.trace.output.confidence}}' } },
    { id: 'sleeper', steps: [{ id: 'sleep', wait: { delay: 600_000 } }] },
  ],
  definition: {
    id: 'family',
    steps: [
      { id: 'own', workflow: { id: 'kid', inputs: { leadId: '{{trigger.leadId}}' } } },
      { id: 'slow', workflow: { id: 'sleeper' } },
      research('next', { dependsOn: { steps: ['own', 'slow'], join: 'first', rest: 'cancel' } }),
      {
        id: 'aside',
        dependsOn: ['next'],
        workflow: { id: 'kid', inputs: { leadId: '{{trigger.leadId}}' }, wait: false },
      },
    ],
    outputs: { confidence: '{{steps.own.output.confidence}}' },
  } as Shape['definition'],
};

/** A map of two items, one after the other; a loop of two rounds; an interleave of two steps. */
export const containers: Shape = {
  name: 'map, loop and interleave',
  trigger: { leadId: 'lead_1', leads: ['lead_1', 'lead_2'] },
  definition: {
    id: 'containers',
    steps: [
      {
        id: 'each',
        map: {
          over: 'trigger.leads',
          concurrency: 1,
          steps: [
            { ...research('look'), inputs: { leadId: '{{item}}' } },
            research('again', { condition: 'steps.look.output.confidence > 0.5' }),
          ],
          output: '{{index}}',
        },
      },
      {
        id: 'rounds',
        dependsOn: ['each'],
        loop: { until: 'loop.index == 1', maxIterations: 3, steps: [research('try')] },
      },
      {
        id: 'turns',
        dependsOn: ['each'],
        interleave: { steps: [research('one'), research('two')], order: [['two', 'one']] },
      },
      research('last', { dependsOn: ['rounds', 'turns'] }),
    ],
    outputs: { all: '{{steps.each.output}}', order: '{{steps.turns.output.order}}' },
  } as Shape['definition'],
};

function branch(when: string, ...targets: string[]) {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  return { when, then: targets };
}

function arm(id: string, awaits: object, ...targets: string[]) {
  // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
  return { id, ...awaits, then: targets };
}

function check() {
  return { agent: 'data_quality_agent', action: 'validation', inputs: { rows: '{{trigger.rows}}' } };
}
