import { pick } from '../fingerprint.js';

// No name, address, price or promise: the sandbox was told none, and an invented one would look researched.
const texts = [
  'Hi, just following up. Would a short call this week suit you? Reply STOP to opt out.',
  'Hello, do you have ten minutes for a quick call in the next few days? Reply STOP to opt out.',
  'Hi, is this still a good number for you? Happy to find a time that works. Reply STOP to opt out.',
  'Hello, I wanted to check in. When would be a good time to talk? Reply STOP to opt out.',
];
const shortTexts = ['When can we talk?', 'Hi', ''];

/** A short plausible text message, under 160 GSM-7 characters and never longer than `most`. */
export function smsText(seed: string, most: number): string {
  const fitting = texts.filter((text) => text.length <= most);
  return fitting[pick(seed, fitting.length || 1)] ?? shortTexts.find((text) => text.length <= most) ?? '';
}
