import { expect, test } from 'vitest';
import type { InputDeclaration } from '../definition/definition.js';
import { checkTrigger } from './check-trigger.js';

const inputs: readonly InputDeclaration[] = [
  { name: 'lead', type: 'string', required: true },
  { name: 'phone', type: 'phone', required: false },
  { name: 'tries', type: 'integer', required: true, default: 3 },
];

const refused = (trigger: unknown) => {
  const checked = checkTrigger({ inputs }, trigger);
  return checked.ok ? [] : checked.problems.map(({ code, path, message }) => `${code} ${path} ${message}`);
};

test('gives defaults and keeps what is not declared', () => {
  expect(checkTrigger({ inputs }, { lead: 'x', more: [1] })).toEqual({
    ok: true,
    trigger: { lead: 'x', more: [1], tries: 3 },
  });
  expect(checkTrigger({ inputs }, { lead: 'x', tries: 5 })).toEqual({ ok: true, trigger: { lead: 'x', tries: 5 } });
  expect(checkTrigger({ inputs: [] }, undefined)).toEqual({ ok: true, trigger: {} });
});

test('names each field that does not fit', () => {
  expect(refused({ phone: '123', tries: '3' })).toEqual([
    'MISSING_FIELD /lead The input `lead` is required.',
    'INVALID_VALUE /phone The input `phone` must be a phone number with `+` and 7 to 15 digits; found "123".',
    'INVALID_VALUE /tries The input `tries` must be a whole number; found "3".',
  ]);
  expect(refused({ lead: null })).toEqual(['INVALID_VALUE /lead The input `lead` must be text; found null.']);
});

test('refuses what is no object of plain data', () => {
  expect(refused([])).toEqual(['INVALID_VALUE  The trigger must be an object.']);
  expect(refused('x')).toEqual(['INVALID_VALUE  The trigger must be an object.']);
  expect(refused(() => 1)).toEqual(['INVALID_VALUE  A value of the type function is not plain data.']);
  expect(refused(JSON.parse('{"lead": "x", "__proto__": {}}'))).toEqual([
    'FORBIDDEN_KEY /__proto__ The key `__proto__` is refused wherever it stands.',
  ]);
});

test('takes a name that every object has as what it is', () => {
  const declared = { inputs: [{ name: 'toString', type: 'string', required: true }] as const };
  expect(checkTrigger(declared, {})).toMatchObject({ ok: false, problems: [{ code: 'MISSING_FIELD' }] });
});
