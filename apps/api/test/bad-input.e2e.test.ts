import { ErrorBody, type Run, type StartRunResponse, type TimelinePage } from '@workflow/contract';
import { until } from '@workflow/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { apiKey, startApi, type ApiFixture } from './api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.sandbox.knobs.reset();
  api.sandbox.ledger.clear();
});

interface Answer {
  readonly status: number;
  readonly body: ErrorBody & StartRunResponse;
}
const step = (id: string, more: object = {}) => ({
  id,
  agent: 'data_quality_agent',
  action: 'validation',
  inputs: { rows: [{ a: 1 }] },
  ...more,
});
const publish = (definition: object): Promise<Answer> => api.call('/workflows', { body: definition });
const publishText = (text: string, type = 'application/json'): Promise<Answer> =>
  api.call('/workflows', { text, headers: { 'content-type': type } });
const problems = ({ body }: Answer) => (body.details ?? []) as ErrorDetails;
type ErrorDetails = readonly { readonly path: string; readonly code: string; readonly message: string }[];
const codes = (answer: Answer) => problems(answer).map(({ code }) => code);
/** An error for a person and a program, and nothing of our inside. */
function expectClear({ status, body }: Answer): void {
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(500);
  expect(body).toMatchObject({
    error: expect.any(String) as string,
    code: expect.stringMatching(/^[A-Z_]+$/) as string,
  });
  expect(JSON.stringify(body)).not.toMatch(/ at .*\.(ts|js):\d+|node_modules/);
  expect(JSON.stringify(body).length).toBeLessThan(100_000);
}

describe('a definition', () => {
  it.each([
    ['a sum', `{{ 1${'+1'.repeat(50_000)} }}`],
    ['parentheses', `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`],
    ['negations', `{{ ${'!'.repeat(100_000)}true }}`],
    ['a member chain', `{{ trigger${'.a'.repeat(50_000)} }}`],
    ['a list', `{{ [${'1,'.repeat(50_000)}1] }}`],
    ['an open string', `{{ "${'a'.repeat(100_000)} }}`],
    ['braces', '{{'.repeat(50_000)],
  ])('with %s of 100,000 characters is refused by a code', async (_, expression) => {
    const answer = await publish({ id: 'huge', steps: [step('a', { condition: expression })] });
    expectClear(answer);
    expect(answer.status).toBe(422);
    expect(codes(answer).join()).toMatch(/EXPR_|TEMPLATE_/);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('with a step called %s is refused', async (id) => {
    const answer = await publishText(
      JSON.stringify({ id: 'proto', steps: [step('a')] }).replace('"id":"a"', `"id":"${id}"`),
    );
    expectClear(answer);
    expect(answer.status).toBe(422);
    expect(problems(answer)[0]?.path).toBe('/steps/0/id');
  });

  it.each([
    ['a field', '{"id":"proto","__proto__":{"steps":[]},"steps":[]}'],
    [
      'an input',
      '{"id":"proto","steps":[{"id":"a","agent":"LUCI","action":"research_lead","inputs":{"__proto__":{"leadId":"x"}}}]}',
    ],
  ])('with __proto__ as %s is refused', async (_, text) => {
    const answer = await publishText(text);
    expectClear(answer);
    expect(JSON.stringify(answer.body)).toContain('__proto__');
    expect(({} as { leadId?: string }).leadId).toBeUndefined();
  });

  it('with __proto__ in YAML is refused', async () => {
    const answer = await publishText('id: proto\n__proto__:\n  polluted: yes\nsteps: []\n', 'application/yaml');
    expectClear(answer);
    expect(JSON.stringify(answer.body)).toContain('__proto__');
  });

  it('that is an alias bomb is refused', async () => {
    const lines = Array.from({ length: 12 }, (_, n) =>
      n === 0
        ? 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]'
        : `a${n}: &a${n} [${Array(10)
            .fill(`*a${n - 1}`)
            .join(', ')}]`,
    );
    const answer = await publishText(`id: bomb\n${lines.join('\n')}\nsteps: []\n`, 'application/yaml');
    expectClear(answer);
    expect(answer.status).toBe(422);
  });

  it('that gives a key twice is refused, with its place', async () => {
    const yaml = await publishText('id: twice\nid: again\nsteps: []\n', 'application/yaml');
    expectClear(yaml);
    expect(problems(yaml)[0]).toMatchObject({ line: 2 });
    const json = await publishText('{"id":"twice",\n"id":"again","steps":[]}');
    expectClear(json);
    expect(problems(json)[0]).toMatchObject({ line: 2 });
  });

  it('that goes in a circle through templates is refused, naming the circle', async () => {
    const answer = await publish({
      id: 'circle',
      steps: [
        step('a', { inputs: { rows: '{{steps.c.output.rows}}' } }),
        step('b', { dependsOn: ['a'] }),
        step('c', { condition: '{{steps.b.output.valid}}' }),
      ],
    });
    expectClear(answer);
    const text = JSON.stringify(problems(answer));
    expect(text).toMatch(/CYCLE|CIRCLE/);
    for (const id of ['a', 'b', 'c']) expect(text).toContain(id);
  });

  it('of 10,001 steps is refused, of 10,000 is not', async () => {
    const steps = (count: number) => Array.from({ length: count }, (_, n) => step(`s${n}`));
    const answer = await publish({ id: 'many', steps: steps(10_001) });
    expectClear(answer);
    expect(answer.status).toBe(422);
    expect(JSON.stringify(problems(answer))).toMatch(/10.?000/);
    expect(await publish({ id: 'many', steps: steps(10_000) })).toMatchObject({ status: 201 });
  });
});

describe('a body', () => {
  const mebibytes = (count: number) => ' '.repeat(count * 1_048_576);

  it('of 2 MiB is too large for a run, and not for a definition', async () => {
    const definition = JSON.stringify({ id: 'big', steps: [step('a')] });
    expect(await publishText(definition + mebibytes(2))).toMatchObject({ status: 201 });
    const start = await api.call('/workflows/big/runs', { text: `{"trigger":{}}${mebibytes(2)}` });
    expect(start).toMatchObject({ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } });
    expect(await publishText(definition + mebibytes(8))).toMatchObject({ status: 413 });
  });

  it('that says too little of its length is counted all the same', async () => {
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`{"trigger":{}}${mebibytes(2)}`));
        controller.close();
      },
    });
    const response = await fetch(`${api.url}/workflows/big/runs`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
      body: chunks,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'garbage',
  ])('of type %s is refused', async (type) => {
    for (const path of ['/workflows', '/workflows/big/runs', '/runs/wr_0-01JD0000000000000000000000/cancel']) {
      const answer = await api.call(path, { text: '{}', headers: { 'content-type': type } });
      expect([path, answer]).toMatchObject([path, { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } }]);
    }
  });

  it.each([
    '{"trigger":',
    '[1,2',
    'NaN',
    '\u0000',
    '{"trigger":{},"__proto__":{"a":1}}',
    '{"trigger":{"constructor":{"prototype":{}}}}',
  ])('of %s is refused as bad JSON, naming it', async (text) => {
    const answer: Answer = await api.call('/workflows/big/runs', { text });
    expectClear(answer);
    expect(answer.status).toBe(400);
  });

  it.each(['null', '[]', '7', '"x"', '{"trigger":null}', '{"trigger":{},"teamId":"team_other"}'])(
    'of %s is refused as no start',
    async (text) => {
      const answer: Answer = await api.call('/workflows/big/runs', { text });
      expectClear(answer);
      expect(answer.status).toBe(422);
    },
  );

  it('nested a hundred thousand deep is refused', async () => {
    const text = `{"trigger":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expectClear(await api.call('/workflows/big/runs', { text }));
  });
});

describe('a trigger', () => {
  it('with keys of every kind comes back as it was, and reaches no prototype', async () => {
    await publish({ id: 'echo', steps: [step('a')], outputs: { odd: '{{trigger.odd}}' } });
    const odd = { toString: 1, hasOwnProperty: 'x', '': 'empty', 'a.b': [null, '\u0000', '\ud800', '💥'], length: -1 };
    const { body } = await api.call('/workflows/echo/runs?wait=20', { body: { trigger: { odd } } });
    const run = (await api.call(`/runs/${(body as StartRunResponse).runId}`)).body as Run;
    expect(run).toMatchObject({ status: 'completed' });
    expect(run.outputs).toEqual({ odd });
    expect(run.trigger).toEqual({ odd });
  });
});

const retry = { attempts: 2, delay: 1 };
const campaign = (timeout: number) => ({
  id: 'quick-campaign',
  steps: [
    { id: 'research', agent: 'LUCI', action: 'research_lead', inputs: { leadId: 'lead_1' }, timeout, retry },
    {
      id: 'outreach',
      agent: 'AI_ORCHESTRATOR',
      action: 'generate_message',
      inputs: { research: '{{steps.research.output}}' },
      timeout,
      retry,
    },
  ],
});

describe('a provider that is asked something', () => {
  const providers = [
    ['tracerfy', 'research'],
    ['trestle', 'research'],
    ['openai', 'outreach'],
  ] as const;
  const misbehaving = [
    ['html', 'PROVIDER_UNAVAILABLE'],
    ['empty', 'PROVIDER_BAD_ANSWER'],
    ['garbage', 'PROVIDER_BAD_ANSWER'],
    ['drop', 'PROVIDER_UNAVAILABLE'],
    ['hang', 'TIMEOUT'],
    ['slow', 'TIMEOUT'],
  ] as const;
  const cases = providers.flatMap(([provider, stepId]) =>
    misbehaving.map(([mode, code]) => ({ provider, stepId, mode, code })),
  );

  it.each(cases)(
    '$provider: $mode once is retried, always fails the step with $code',
    async ({ provider, stepId, mode, code }) => {
      const definition = campaign(code === 'TIMEOUT' ? 500 : 30_000);
      const fault = { mode, ms: 60_000 };
      api.sandbox.knobs.set({ [provider]: { next: [fault] } });
      const mended = await api.run(definition, {});
      expect(mended).toMatchObject({ status: 'completed' });
      expect(mended.steps.find((found) => found.stepId === stepId)).toMatchObject({ status: 'completed', attempts: 2 });

      api.sandbox.knobs.set({ [provider]: { next: [{ ...fault, times: 9 }] } });
      const failed = await api.run(definition, {});
      expect(failed).toMatchObject({ status: 'failed', error: { stepId } });
      const found = failed.steps.find((each) => each.stepId === stepId);
      expect(found).toMatchObject({ status: 'failed', attempts: 2, error: { code } });
    },
  );

  const keepsNoPage = async (provider: 'tracerfy' | 'trestle' | 'openai'): Promise<void> => {
    api.sandbox.knobs.set({ [provider]: { next: [{ mode: 'html', times: 9 }] } });
    const run = await api.run(campaign(30_000), {});
    expect(run.error?.code).toBe('PROVIDER_UNAVAILABLE');
    expect(run.error?.message).not.toContain('<');
  };
  it.each(['tracerfy', 'trestle'] as const)('%s: nothing of a page that it answered is kept', keepsNoPage);
  // The page stands in the message.
  it('openai: nothing of a page that it answered is kept', () => keepsNoPage('openai'));
});

/** Numbers whose last four digits make SignalHouse misbehave, and how many texts the lead then has. */
const textings = [
  { to: '+12125550502', how: 'answers HTML and sends nothing', step: 'unknown', sends: 0 },
  { to: '+12125550503', how: 'answers 503 and sends nothing', step: 'unknown', sends: 0 },
  { to: '+12125550902', how: 'drops the connection and sends nothing', step: 'unknown', sends: 0 },
  { to: '+12125550903', how: 'drops the connection and has sent', step: 'completed', sends: 1 },
  { to: '+12125550905', how: 'answers nothing and has sent', step: 'completed', sends: 1 },
  { to: '+12125550906', how: 'answers garbage and has sent', step: 'completed', sends: 1 },
  { to: '+12125550904', how: 'answers later than the step waits', step: 'completed', sends: 1 },
  { to: '+12125550900', how: 'never answers and sends nothing', step: 'unknown', sends: 0 },
  { to: '+12125550901', how: 'never answers and has sent', step: 'completed', sends: 1 },
  { to: '+12125550907', how: 'sends twice by itself', step: 'completed', sends: 2 },
  { to: '+12125550400', how: 'refuses', step: 'failed', sends: 0 },
] as const;

describe('a provider that is to send', () => {
  it('is called once, however it answers, and retried by nobody', async () => {
    // No callbacks: what is known comes from the call and from lookups alone.
    api.sandbox.knobs.set({ signalHouse: { callbackDelayMs: 3_600_000 } });
    await publish({
      id: 'texting',
      inputs: [{ name: 'to', type: 'phone', required: true }],
      steps: [
        {
          id: 'text',
          agent: 'SABRINA',
          action: 'schedule_followup',
          inputs: { conversation: { message: 'Hello there', to: '{{trigger.to}}' } },
          timeout: 700,
          retry: { attempts: 5, delay: 1 },
        },
      ],
    });
    const runs = await Promise.all(
      textings.map(async (texting) => {
        const { body } = await api.call('/workflows/texting/runs', { body: { trigger: { to: texting.to } } });
        return { ...texting, runId: (body as StartRunResponse).runId };
      }),
    );
    const ended = await Promise.all(
      runs.map(async ({ runId, how, step: expected }) => {
        const found = await until(`${how} is ${expected}`, async () => {
          const { steps } = (await api.call(`/runs/${runId}`)).body as Run;
          return steps[0]?.status === expected && steps[0];
        });
        return { runId, how, attempts: found.attempts, code: found.error?.code };
      }),
    );
    for (const { to, how, sends } of textings) {
      const digits = to.slice(1);
      expect([how, api.sandbox.ledger.sends().filter((entry) => entry.to === digits).length]).toEqual([how, sends]);
    }
    for (const { how, attempts, runId } of ended) {
      const { items } = (await api.call(`/runs/${runId}/timeline`)).body as TimelinePage;
      const calls = items.filter(({ type }) => type === 'send.intended').length;
      expect([how, calls, attempts]).toEqual([how, 1, 1]);
    }
    expect(ended.at(-1)).toMatchObject({ code: 'SEND_REJECTED' });
  });

  it('is called again after 429, which sends nothing', async () => {
    api.sandbox.knobs.set({
      signalHouse: { next: [{ mode: 'status', status: 429, headers: { 'retry-after': '0' } }] },
    });
    const started = await api.call('/workflows/texting/runs?wait=20', { body: { trigger: { to: '+12125550148' } } });
    expect(started).toMatchObject({ body: { status: 'completed' } });
    const run = (await api.call(`/runs/${(started.body as StartRunResponse).runId}`)).body as Run;
    expect(run.steps).toMatchObject([{ attempts: 2 }]);
    expect(api.sandbox.ledger.sends()).toHaveLength(1);
  });
});

describe('a path that nobody has', () => {
  it.each(['/nope', '/', '/api', '/api/nope', '/favicon.ico'])('is 404 in our shape: %s', async (path) => {
    const response = await fetch(new URL(path, api.url));
    expect(response.status).toBe(404);
    expect(ErrorBody.parse(await response.json())).toMatchObject({ code: 'NOT_FOUND', path });
  });

  it.each(['POST', 'PUT', 'DELETE'])('is 404 in our shape for %s, whatever it brings', async (method) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(new URL('/nope', api.url), { method, headers, body: '{"broken":' });
    expect(response.status).toBe(404);
    expect(ErrorBody.parse(await response.json())).toMatchObject({ code: 'NOT_FOUND' });
  });
});
