import { expect, test } from 'vitest';
import { refusalFrom } from './refusal.js';

test('a server that is not ours is told from a refusal of ours', () => {
  const failure = refusalFrom(404, '<html>', 'GET http://127.0.0.1:3001/runs');
  expect(failure.message).toBe(
    'GET http://127.0.0.1:3001/runs answered 404, and not in the words of the workflow API.',
  );
  expect(failure.next).toContain('ends in /api');
});

test('a failure of the server brings what finds it in the log, and may pass', () => {
  const failure = refusalFrom(500, { error: 'It failed.', code: 'INTERNAL', correlationId: 'req_9' }, 'GET /');
  expect(failure).toMatchObject({
    message: 'It failed. (500)',
    code: 'INTERNAL',
    lines: ['correlation id req_9'],
    isPassing: true,
  });
});

test.each([
  [400, false],
  [408, true],
  [409, false],
  [429, true],
  [501, false],
  [503, true],
])('whether %i may pass by itself: %s', (status, isPassing) => {
  expect(refusalFrom(status, { error: 'x', code: 'X' }, '').isPassing).toBe(isPassing);
});

test('details of any shape are shown', () => {
  const details = [{ path: '/a', code: 'too_big', message: 'Too big' }, { odd: 1 }, 'text'];
  expect(refusalFrom(422, { error: 'x', code: 'X', details }, '').lines).toEqual([
    '/a too_big Too big',
    '{"odd":1}',
    '"text"',
  ]);
});
