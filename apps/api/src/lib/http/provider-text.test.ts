import { describe, expect, it } from 'vitest';
import { providerText } from './provider-text.js';

describe('providerText', () => {
  it('replaces every occurrence of a known secret', () => {
    expect(providerText('key k-1 and k-1', ['k-1', ''])).toBe('key [redacted] and [redacted]');
  });

  it('removes control characters and cuts to 200 characters', () => {
    const text = providerText(`a\u0000\nb${'x'.repeat(500)}`, []);
    expect(text).toMatch(/^a bx+…$/);
    expect(text).toHaveLength(200);
  });

  it('gives nothing for what is no text', () => {
    expect(providerText({ message: 'x' }, [])).toBe('');
  });
});
