import { describe, expect, it } from 'vitest';
import { nearestName } from './nearest-name.js';

describe('nearestName', () => {
  it.each([
    ['dependOn', ['depends', 'dependsOn', 'id'], 'dependsOn'],
    ['reserach', ['research', 'search'], 'research'],
    ['Research', ['research'], 'research'],
    ['depends_on', ['dependsOn'], 'dependsOn'],
    ['ad', ['id', 'at'], undefined],
    ['AT', ['at'], 'at'],
    ['abcd', ['abdc', 'abcf'], 'abdc'],
    ['abcd', ['abzz'], undefined],
    ['abcde', ['abcdxyz'], undefined],
    ['completely', ['different'], undefined],
    ['inputs', ['input', 'inputs_', 'outputs'], 'input'],
    ['research', ['research'], undefined],
    ['', ['a'], undefined],
    ['a', [], undefined],
  ])('finds for %s among %j: %s', (name, known, expected) => expect(nearestName(name, known)).toBe(expected));

  it('counts two neighbours swapped as one slip', () => {
    expect(nearestName('ba12', ['ab12'])).toBe('ab12');
  });

  it('prefers the nearer name, and the first of two that are as near', () => {
    expect(nearestName('stepone', ['stepones2', 'stepones', 'steponex'])).toBe('stepones');
  });

  it('stops at a name that differs in case alone', () => {
    expect(nearestName('STEP', ['stop', 'step', 'STEPS'])).toBe('step');
  });

  it('gives no hint for a name that is longer than any name may be', () => {
    expect(nearestName('x'.repeat(65), ['x'.repeat(64)])).toBeUndefined();
    expect(nearestName('x'.repeat(64), ['x'.repeat(63)])).toBe('x'.repeat(63));
  });

  it('looks at a bounded number of names', () => {
    let asked = 0;
    const names = function* () {
      for (;;) {
        asked += 1;
        yield 'abcdefgh';
      }
    };
    expect(nearestName('stuvwxyz', names())).toBeUndefined();
    expect(asked).toBe(1001);
  });
});
