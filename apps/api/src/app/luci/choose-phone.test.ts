import { describe, expect, it } from 'vitest';
import { choosePhone } from './choose-phone.js';
import type { TracedPerson } from './clients/tracerfy.schema.js';

function person(first: string, last: string, parts: Partial<TracedPerson> = {}): TracedPerson {
  const phones = [{ number: '2125550123', type: 'Mobile', dnc: false, rank: 1 }];
  return { first_name: first, last_name: last, full_name: `${first} ${last}`, phones, ...parts };
}

const lead = { leadId: 'lead_1', firstName: 'Riley', lastName: 'Ready' };

describe('choosePhone', () => {
  it('finds nobody among nobody', () => {
    expect(choosePhone([], lead)).toBeUndefined();
  });

  it('takes the person with the name of the lead before the owner of the property', () => {
    const chosen = choosePhone([person('Ann', 'Other', { property_owner: true }), person('RILEY', 'ready ')], lead);
    expect(chosen).toMatchObject({ person: { first_name: 'RILEY' }, isOwner: true });
  });

  it('takes the owner for a lead without a name', () => {
    const people = [person('Ann', 'Other'), person('Bea', 'Owner', { property_owner: true })];
    expect(choosePhone(people, { leadId: 'x' })).toMatchObject({ person: { first_name: 'Bea' }, isOwner: true });
  });

  it('does not call somebody with another name the owner of the number', () => {
    const people = [person('Ann', 'Other', { property_owner: true })];
    expect(choosePhone(people, lead)).toMatchObject({ person: { first_name: 'Ann' }, isOwner: false });
  });

  it('prefers numbers off every list, then mobiles, then the better rank', () => {
    const number = (end: number, type: string, rank: number, dnc = false) => ({
      number: `212555100${end}`,
      type,
      rank,
      dnc,
    });
    const choose = (...phones: TracedPerson['phones']) => choosePhone([person('Riley', 'Ready', { phones })], lead);
    expect(choose(number(1, 'Mobile', 1, true), number(2, 'Landline', 2))).toMatchObject({
      phone: '+12125551002',
      dnc: false,
    });
    expect(choose(number(1, 'Landline', 1), number(2, 'Mobile', 2))).toMatchObject({ phone: '+12125551002' });
    expect(choose(number(1, 'Mobile', 2), number(2, 'Mobile', 1))).toMatchObject({ phone: '+12125551002' });
    expect(choose(number(1, 'Mobile', 1, true))).toMatchObject({ phone: '+12125551001', dnc: true });
  });

  it('has no phone for a person whose numbers cannot be read', () => {
    const chosen = choosePhone([person('Riley', 'Ready', { phones: [{ number: 'n/a' }] })], lead);
    expect(chosen).toMatchObject({ phone: null, dnc: false });
  });
});
