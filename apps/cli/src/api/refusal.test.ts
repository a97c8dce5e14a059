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

test('what the message says already is not said twice', () => {
  const said = { path: 'query.status', code: 'INVALID_VALUE', message: 'Invalid option' };
  const more = { path: 'query.limit', code: 'INVALID_VALUE', message: 'must be 100 at most' };
  const error = 'The request does not match its schema: query.status: Invalid option (and 1 more)';
  const failure = refusalFrom(422, { error, code: 'INVALID_REQUEST', details: [said, more] }, '');
  expect(failure.lines).toEqual(['query.limit INVALID_VALUE must be 100 at most']);
  expect(failure.next).toContain('--help');
});

test('nothing found at a URL that does not end in /api is about the URL, else about an id', () => {
  const body = { error: 'There is no GET at this path.', code: 'NOT_FOUND' };
  expect(refusalFrom(404, body, '', 'http://127.0.0.1:3001').next).toContain('it ends in /api');
  expect(refusalFrom(404, body, '', 'http://127.0.0.1:3001/api').next).toContain('check the id');
});

test('details of any shape are shown', () => {
  const details = [{ path: '/a', code: 'too_big', message: 'Too big' }, { odd: 1 }, 'text'];
  expect(refusalFrom(422, { error: 'x', code: 'X', details }, '').lines).toEqual([
    '/a too_big Too big',
    '{"odd":1}',
    '"text"',
  ]);
});
