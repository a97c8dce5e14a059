import { describe, expect, it } from 'vitest';
import type { SendRequest } from '../../agents/send.js';
import { sendRequest } from '../compliance.fixture.js';
import { checkHour, checkRecipient } from './check-request.js';
import { checkContent } from './content-rules.js';
import { lawfulWindow, parseSendingWindow } from './sending-window.js';
import { smsSegments } from './sms-segments.js';
import { ContinentalTimeZones } from './time-zones.js';

describe('checkRecipient', () => {
  it.each<[string, Partial<SendRequest>]>([
    ['DECEASED', { facts: { deceased: true, litigator: true } }],
    ['LITIGATOR', { facts: { litigator: true, dnc: true } }],
    ['DO_NOT_CALL', { facts: { dnc: true, lineType: 'Landline' } }],
    ['LINE_TYPE', { facts: { lineType: 'Landline' } }],
    ['LINE_TYPE', { facts: { lineType: 'Toll Free' } }],
    ['LINE_TYPE', { channel: 'voice', facts: { lineType: 'Voicemail' } }],
    ['INVALID_NUMBER', { to: '5559990000' }],
    ['INVALID_NUMBER', { to: '+1 555 999 0000' }],
    ['INVALID_NUMBER', { to: '' }],
  ])('blocks with %s', (reason, facts) => {
    expect(checkRecipient(sendRequest(facts))).toMatchObject({ kind: 'block', reason });
  });

  it.each<Partial<SendRequest>>([
    {},
    { facts: { lineType: 'Mobile', dnc: false } },
    { facts: { lineType: 'NonFixedVOIP' } },
    { channel: 'voice', facts: { lineType: 'Landline' } },
    { to: '+4915112345678' },
  ])('allows %j', (facts) => expect(checkRecipient(sendRequest(facts)).kind).toBe('allow'));
});

describe('checkHour', () => {
  const at = (time: string, window = lawfulWindow) => ({
    now: Date.parse(time),
    window,
    timeZones: new ContinentalTimeZones(),
  });

  it('asks the whole continent when the zone is not known', () => {
    expect(checkHour(sendRequest(), at('2026-11-21T15:00:00Z'))).toEqual({
      kind: 'defer',
      reason: 'QUIET_HOURS',
      untilMs: Date.parse('2026-11-21T16:00:00Z'),
    });
  });

  it('takes the zones of the request before the continent', () => {
    const request = sendRequest({ timeZones: ['America/New_York'] });
    expect(checkHour(request, at('2026-11-21T15:00:00Z')).kind).toBe('allow');
  });

  it.each<Partial<SendRequest>>([{ to: '+4915112345678' }, { timeZones: ['Mars/Olympus'] }])(
    'blocks what it cannot tell: %j',
    (facts) => {
      const verdict = checkHour(sendRequest(facts), at('2026-11-21T15:00:00Z'));
      expect(verdict).toMatchObject({ kind: 'block', reason: 'UNKNOWN_TIME_ZONE' });
    },
  );

  it('asks nobody when the window never closes', () => {
    const verdict = checkHour(
      sendRequest({ to: '+4915112345678' }),
      at('2026-11-21T03:00:00Z', parseSendingWindow('0-24')),
    );
    expect(verdict.kind).toBe('allow');
  });
});

describe('checkContent', () => {
  it.each<[string, Partial<SendRequest>]>([
    ['EMPTY_CONTENT', { content: ' \n ' }],
    ['CONTENT_TOO_LONG', { content: 'a'.repeat(1_531) }],
    ['CONTENT_TOO_LONG', { content: 'ж'.repeat(671) }],
    ['CONTENT_TOO_LONG', { channel: 'voice', content: 'a'.repeat(4_097) }],
  ])('blocks with %s', (reason, facts) => {
    expect(checkContent(sendRequest(facts))).toMatchObject({ kind: 'block', reason });
  });
  it.each<Partial<SendRequest>>([{ content: 'a'.repeat(1_530) }, { content: 'ж'.repeat(670) }])(
    'allows ten segments',
    (facts) => expect(checkContent(sendRequest(facts)).kind).toBe('allow'),
  );
});

describe('smsSegments', () => {
  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['😀'.repeat(35), 1],
    ['😀'.repeat(36), 2],
  ])('counts', (text, segments) => expect(smsSegments(text)).toBe(segments));
});
