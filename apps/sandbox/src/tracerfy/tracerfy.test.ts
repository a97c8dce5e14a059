import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../index.js';
import { json } from '../testing/json.js';
import { startReceiver, type Receiver } from '../testing/receiver.js';

let sandbox: Sandbox;
let receiver: Receiver;
let now = Date.parse('2026-01-05T15:00:00Z');

beforeEach(async () => {
  receiver = await startReceiver();
  sandbox = await startSandbox({
    callbackDelayMs: 2,
    clock: () => now,
    callbacks: { tracerfyUrl: `${receiver.url}/done` },
  });
});
afterEach(async () => {
  await sandbox.close();
  await receiver.close();
});

function call(
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  token = sandbox.providers.tracerfy.token,
) {
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return fetch(`${sandbox.providers.tracerfy.baseUrl}${path}`, { ...init, headers });
}

const post = (path: string, body: object) =>
  call(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const place = { address: '12 Elm St', city: 'Boston', state: 'MA', zip: '02101' };
const person = (lastName: string) => ({ ...place, find_owner: false, first_name: 'Ada', last_name: lastName });

interface Found {
  persons: { last_name: string; litigator: boolean; deceased: boolean; phones: { number: string; dnc: boolean }[] }[];
}
const lookUp = (body: object) => json<Found>(post('/trace/lookup/', body));

describe('instant lookup', () => {
  test('finds one person for 5 credits, always the same', async () => {
    const first = await lookUp({ ...place, find_owner: true });
    expect(first).toMatchObject({
      address: '12 Elm St',
      hit: true,
      persons_count: 1,
      credits_deducted: 5,
      persons: [{ property_owner: true, deceased: false, litigator: false, phones: [{ type: 'Mobile', rank: 1 }] }],
    });
    expect(first.persons[0]?.phones[0]?.number).toMatch(/^212555[1-8]\d{3}$/);
    expect(await lookUp({ ...place, find_owner: true })).toEqual(first);
    expect(await lookUp({ ...place, address: '13 Elm St', find_owner: true })).not.toEqual(first);
    expect(sandbox.ledger.entries()).toMatchObject([
      { kind: 'lookup', provider: 'tracerfy', accepted: true, note: 'hit' },
      { note: 'hit' },
      { note: 'hit' },
    ]);
  });

  test.each([
    ['Ready', '2125550123'],
    ['Review', '2125550155'],
    ['Optedout', '2125550610'],
  ])('gives %s the phone number of the table', async (lastName, number) => {
    expect(await lookUp(person(lastName))).toMatchObject({ persons: [{ last_name: lastName, phones: [{ number }] }] });
  });

  test('gives a last name the number of the knob', async () => {
    sandbox.knobs.set({ tracerfy: { phoneByLastName: { smith: '+13105550147' } } });
    expect(await lookUp(person('Smith'))).toMatchObject({ persons: [{ phones: [{ number: '3105550147' }] }] });
  });

  test.each([
    ['Smith-Miss', { hit: false, persons_count: 0, credits_deducted: 0, persons: [] }],
    ['Smith-Litigator', { persons: [{ litigator: true, phones: [{ tcpa: true }] }] }],
    ['Smith-Deceased', { persons: [{ deceased: true }] }],
    ['Smith-Dnc', { persons: [{ phones: [{ dnc: true }] }] }],
    ['Smith-Landline', { persons: [{ phones: [{ type: 'Landline' }] }] }],
    ['Smith-Nophone', { hit: true, persons: [{ phones: [] }] }],
  ])('%s is what the name ends in', async (lastName, expected) => {
    expect(await lookUp(person(lastName))).toMatchObject(expected);
  });

  test('reads the marker from the address when no name is given, and a mode from the knobs', async () => {
    expect(await lookUp({ ...place, address: '12 Elm St Miss', find_owner: true })).toMatchObject({ hit: false });
    sandbox.knobs.set({ tracerfy: { next: { mode: 'litigator' } } });
    expect(await lookUp(person('Smith'))).toMatchObject({ persons: [{ litigator: true }] });
    expect(await lookUp(person('Smith'))).toMatchObject({ persons: [{ litigator: false }] });
  });

  test.each([
    ['no city', { ...place, city: '' }],
    ['no name to find', { ...place, find_owner: false, first_name: 'Ada' }],
  ])('refuses %s', async (_what, body) => {
    expect((await post('/trace/lookup/', body)).status).toBe(400);
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: false }]);
  });

  test.each([402, 403, 429, 500])('answers %i from the knobs, for one last name alone', async (status) => {
    sandbox.knobs.set({ tracerfy: { byRecipientSuffix: { broke: { mode: 'status', status } } } });
    expect((await post('/trace/lookup/', person('Smith-Broke'))).status).toBe(status);
    expect((await post('/trace/lookup/', person('Smith'))).status).toBe(200);
    expect(sandbox.ledger.entries().map(({ accepted }) => accepted)).toEqual([false, true]);
  });

  test('refuses another token with 401', async () => {
    expect((await call('/analytics/', {}, 'wrong')).status).toBe(401);
  });
});

describe('batch trace', () => {
  const columns = {
    address_column: 'street',
    city_column: 'city',
    state_column: 'state',
    first_name_column: 'first',
    last_name_column: 'last',
    mail_address_column: 'street',
    mail_city_column: 'city',
    mail_state_column: 'state',
  };
  const rows = [
    { external_id: 'a', street: '1 Oak St', city: 'Boston', state: 'MA', first: 'Ada', last: 'Ready' },
    { external_id: 'b', street: '2 Oak St', city: 'Boston', state: 'MA', first: 'Bo', last: 'Smith-Miss' },
  ];
  const start = (traceType: string) =>
    json<{ queue_id: number }>(post('/trace/', { ...columns, trace_type: traceType, json_data: rows }));
  const poll = (id: number) => json<unknown>(call(`/queue/${id}`));

  test('is pending for as many polls as the knob says, then gives flat rows', async () => {
    const started = await start('normal');
    expect(started).toMatchObject({ status: 'pending', rows_uploaded: 2, trace_type: 'normal', credits_per_lead: 1 });
    expect(await poll(started.queue_id)).toEqual({ pending: true });
    expect(await poll(started.queue_id)).toEqual({ pending: true });
    const ready = await poll(started.queue_id);
    expect(ready).toMatchObject([
      {
        address: '1 Oak St',
        primary_phone: '2125550123',
        primary_phone_type: 'Mobile',
        mobile_1: '2125550123',
        mobile_2: '',
      },
      { address: '2 Oak St', primary_phone: '', email_1: '', landline_3: '' },
    ]);
  });

  test('gives nested rows for an advanced trace', async () => {
    sandbox.knobs.set({ tracerfy: { pollsUntilReady: 0 } });
    const { queue_id: id } = await start('advanced');
    expect(await poll(id)).toMatchObject([
      { external_id: 'a', hit: true, persons: [{ full_name: 'Ada Ready' }] },
      { external_id: 'b', hit: false, persons: [] },
    ]);
  });

  test('announces its end once, unsigned, with the credits in the singular', async () => {
    sandbox.knobs.set({ tracerfy: { pollsUntilReady: 0 } });
    receiver.answers.push({ status: 500 });
    const { queue_id: id } = await start('normal');
    await poll(id);
    await poll(id);
    await sandbox.idle();
    expect(receiver.received).toHaveLength(1);
    const body: unknown = JSON.parse(receiver.received[0]?.raw ?? '');
    expect(body).toMatchObject({ id, pending: false, rows_uploaded: 2, credit_deducted: 1, credits_per_lead: 1 });
    expect(body).not.toHaveProperty('credits_deducted');
    const listed = await json<{ download_url: string }[]>(call('/queues/?page=1'));
    expect(listed).toMatchObject([{ id, pending: false, credits_deducted: 1 }]);
    expect(await (await fetch(listed[0]?.download_url ?? '')).text()).toContain('1 Oak St,Boston,MA');
  });

  test('is found in the list after its answer was lost', async () => {
    sandbox.knobs.set({ tracerfy: { next: { mode: 'acceptThenDrop' } } });
    await expect(start('normal')).rejects.toThrow('fetch failed');
    const answer = await call('/queues/?page=1');
    expect(answer.headers.get('x-total-count')).toBe('1');
    expect(await answer.json()).toMatchObject([{ pending: true, rows_uploaded: 2, download_url: null }]);
    expect(sandbox.ledger.entries()).toMatchObject([{ accepted: true, providerId: '1' }]);
  });

  test('takes a CSV file as multipart', async () => {
    sandbox.knobs.set({ tracerfy: { pollsUntilReady: 0 } });
    const form = new FormData();
    for (const [name, value] of Object.entries(columns)) form.set(name, value);
    const csv = 'street,city,state,first,last\r\n"1 Oak St, Unit ""B""",Boston,MA,Ada,Ready\r\n';
    form.set('csv_file', new Blob([csv]), 'leads.csv');
    const { queue_id: id } = await json<{ queue_id: number }>(call('/trace/', { method: 'POST', body: form }));
    expect(await poll(id)).toMatchObject([{ address: '1 Oak St, Unit "B"', primary_phone: '2125550123' }]);
  });

  test('is refused with 429 from the eleventh within 5 minutes', async () => {
    for (let count = 0; count < 10; count += 1) await start('normal');
    const refused = await post('/trace/', { ...columns, json_data: rows });
    expect(refused.status).toBe(429);
    now += 300_001;
    expect((await post('/trace/', { ...columns, json_data: rows })).status).toBe(200);
    expect(await json(call('/analytics/'))).toMatchObject({ total_queues: 11, queues_pending: 11 });
  });

  test.each([
    ['without a column name', { ...columns, city_column: '' }],
    ['whose data lacks the column', { ...columns, city_column: 'town' }],
    ['of an unknown type', { ...columns, trace_type: 'best' }],
  ])('%s is refused with 400', async (_what, body) => {
    expect((await post('/trace/', { ...body, json_data: rows })).status).toBe(400);
  });
});
