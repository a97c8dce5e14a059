import { stepStatuses } from '@workflow/core';
import { describe, expect, it } from 'vitest';
import { codeOfStatus, statusCodes, statusOfCode } from './run-fields.js';

describe('the status codes', () => {
  it.each(stepStatuses)('give %s back', (status) => {
    expect(statusOfCode(codeOfStatus(status))).toBe(status);
  });

  it('are one letter each, no two alike', () => {
    const codes = Object.values(statusCodes);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((code) => /^[a-z]$/.test(code))).toBe(true);
  });

  it.each([null, undefined, ''])('read %j as pending', (code) => {
    expect(statusOfCode(code)).toBe('pending');
  });

  it('refuse a code that was never written', () => {
    expect(() => statusOfCode('?')).toThrow("'?' is no step status.");
  });
});
