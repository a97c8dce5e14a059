import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '../index.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

function ask(path: string, query: Record<string, string>, apiKey = sandbox.providers.trestle.apiKey) {
  const parameters = new URLSearchParams(query);
  return fetch(`${sandbox.providers.trestle.baseUrl}${path}?${parameters.toString()}`, {
    headers: { 'x-api-key': apiKey },
  });
}
const intel = async (phone: string, more: Record<string, string> = {}) => {
  const answer = await ask('/3.0/phone_intel', { phone, ...more });
  return { status: answer.status, body: (await answer.json()) as { activity_score: number | null } };
};

describe('phone_intel 3.0', () => {
  test('tells the facts of an ordinary number, the same whichever way it is written', async () => {
    const first = await intel('+12125550199');
    expect(first.body).toMatchObject({
      phone_number: '+12125550199',
      is_valid: true,
      country_calling_code: '1',
      country_code: 'US',
      line_type: 'Mobile',
      is_prepaid: false,
      add_ons: null,
      error: null,
      warnings: [],
    });
    expect(first.body.activity_score).toBeGreaterThanOrEqual(70);
    expect(first.body.activity_score).toBeLessThan(100);
    expect((await intel('2125550199')).body.activity_score).toBe(first.body.activity_score);
    expect(sandbox.ledger.entries()).toMatchObject([
      { kind: 'lookup', provider: 'trestle', to: '+12125550199', accepted: true },
      { to: '2125550199' },
    ]);
  });

  test.each([
    ['+12125550123', { activity_score: 92 }],
    ['+12125550155', { activity_score: 62 }],
    ['+12125550701', { line_type: 'NonFixedVOIP' }],
    ['+12125550702', { line_type: 'FixedVOIP' }],
    ['+12125550703', { line_type: 'Landline' }],
    ['+12125550709', { line_type: 'TollFree' }],
    ['+12125550704', { activity_score: 20 }],
    ['+12125550706', { activity_score: 50 }],
    ['+12125550707', { is_valid: false, activity_score: null, line_type: null, warnings: ['Invalid Input'] }],
    ['123', { is_valid: false, warnings: ['Invalid Input'] }],
    ['+12125550708', { activity_score: null, line_type: null, error: { name: 'InternalError' } }],
  ])('%s is what the table says', async (phone, expected) => {
    const { status, body } = await intel(phone);
    expect(status).toBe(200);
    expect(body).toMatchObject(expected);
  });

  test.each([
    ['+12125550713', 403],
    ['+12125550714', 403],
    ['+12125550729', 429],
    ['+12125550750', 500],
  ])('%s is refused with %i and nothing is owed', async (phone, status) => {
    expect((await intel(phone)).status).toBe(status);
    expect(sandbox.ledger.entries()).toMatchObject([{ to: phone, accepted: false }]);
  });

  test('tells the litigator risk to those who pay for the add-on', async () => {
    const bought = { add_ons: 'litigator_checks' };
    const risk = (phone_is_litigator_risk: boolean) => ({ add_ons: { litigator_checks: { phone_is_litigator_risk } } });
    expect((await intel('+12125550705', bought)).body).toMatchObject(risk(true));
    expect((await intel('+12125550123', bought)).body).toMatchObject(risk(false));
    expect((await intel('+12125550705')).body).toMatchObject({ add_ons: null });
  });

  test('takes facts from the knobs, number by number, until null removes them', async () => {
    sandbox.knobs.set({ trestle: { activityByPhone: { '+12125550123': 62 } } });
    sandbox.knobs.set({
      trestle: { activityByPhone: { '+12125550701': 7 }, lineTypeByPhone: { '+12125550123': 'Premium' } },
    });
    expect((await intel('2125550123')).body).toMatchObject({ activity_score: 62, line_type: 'Premium' });
    expect((await intel('+12125550701')).body).toMatchObject({ activity_score: 7, line_type: 'NonFixedVOIP' });
    sandbox.knobs.set({ trestle: { activityByPhone: { '+12125550123': null } } });
    expect((await intel('+12125550123')).body.activity_score).toBe(92);
  });

  test('needs a phone, and a right key or it is 403', async () => {
    expect((await intel('')).status).toBe(400);
    expect((await ask('/3.0/phone_intel', { phone: '+12125550123' }, 'wrong')).status).toBe(403);
    expect(sandbox.ledger.entries()).toHaveLength(1);
  });
});

describe('real_contact', () => {
  const ada = {
    name: 'Ada Ready',
    phone: '+12125550705',
    email: 'ada@example.com',
    'address.city': 'Boston',
    add_ons: 'litigator_checks,email_checks_deliverability,email_checks_age',
  };
  const contact = async (version: '2.0' | '1.1', query: Record<string, string>) =>
    (await ask(`/${version}/real_contact`, query)).json();

  test('2.0 is nested', async () => {
    sandbox.knobs.set({ trestle: { activityByPhone: { '+12125550705': 81 } } });
    expect(await contact('2.0', ada)).toMatchObject({
      phone: { is_valid: true, activity_score: 81, line_type: 'Mobile', name_match: true, contact_grade: 'A' },
      email: { is_valid: true, name_match: true, contact_grade: 'B' },
      address: { is_valid: true, name_match: true },
      ip_address: { trust_score: null },
      add_ons: {
        litigator_checks: { phone_is_litigator_risk: true },
        email_checks: { is_deliverable: true, age_score: 80 },
      },
      warnings: [],
      errors: [],
    });
  });

  test('1.1 has flat dotted keys', async () => {
    const body = await contact('1.1', ada);
    expect(body).toEqual(
      expect.objectContaining({
        'phone.is_valid': true,
        'phone.line_type': 'Mobile',
        'phone.name_match': true,
        'email.is_valid': true,
        'address.name_match': true,
        error: null,
        add_ons: {
          litigator_checks: { 'phone.is_litigator_risk': true },
          email_checks: { 'email.is_deliverable': true, 'email.age_score': 80 },
        },
      }),
    );
    expect(body).not.toHaveProperty(['phone']);
  });

  test('grades follow the score unless the knob says otherwise', async () => {
    const grades: [number, string][] = [
      [80, 'A'],
      [70, 'B'],
      [50, 'C'],
      [30, 'D'],
      [29, 'F'],
    ];
    for (const [score, contact_grade] of grades) {
      sandbox.knobs.set({ trestle: { activityByPhone: { '+12125550123': score } } });
      const body = await contact('2.0', { name: 'Ada Ready', phone: '+12125550123' });
      expect(body).toMatchObject({ phone: { activity_score: score, contact_grade } });
    }
    sandbox.knobs.set({ trestle: { gradeByPhone: { '+12125550123': 'A' } } });
    expect(await contact('1.1', { name: 'Ada Ready', phone: '+12125550123' })).toMatchObject({
      'phone.activity_score': 29,
      'phone.contact_grade': 'A',
    });
  });

  test('a name that ends in mismatch belongs to nobody', async () => {
    expect(await contact('2.0', { ...ada, name: 'Ada Mismatch' })).toMatchObject({
      phone: { name_match: false },
      email: { name_match: false },
    });
  });

  test.each(['2.0', '1.1'] as const)('%s answers 200 with an error and null facts when partial', async (version) => {
    const body = await contact(version, { name: 'Ada', phone: '+12125550708' });
    expect(body).toMatchObject({ error: { name: 'InternalError' } });
    expect(JSON.stringify(body)).toMatch(/activity_score":null/);
  });
});
