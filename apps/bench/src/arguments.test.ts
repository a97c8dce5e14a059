import { describe, expect, it } from 'vitest';
import { helpText, parseArguments } from './arguments.js';

describe('the arguments', () => {
  it('measure everything when nothing is asked', () => {
    expect(parseArguments([])).toMatchObject({ isQuick: false, isJson: false, isHelp: false, measuresAll: true });
  });

  it('take shapes by name, with their options in any place', () => {
    const parsed = parseArguments(['chain-3', '--quick', '--rounds', '4', 'fan-out-10', '--json']);
    expect(parsed).toMatchObject({ isQuick: true, isJson: true, rounds: 4, measuresAll: false });
    expect(parsed.shapes.map(({ name }) => name)).toEqual(['chain-3', 'fan-out-10']);
  });

  it('take the figure of waiting runs by its name, alone and beside shapes', () => {
    expect(parseArguments(['waiting'])).toMatchObject({ shapes: [], measuresAll: false, measuresWaiting: true });
    expect(parseArguments(['chain-3'])).toMatchObject({ measuresWaiting: false });
    expect(parseArguments(['waiting', 'chain-3']).shapes).toHaveLength(1);
    expect(parseArguments([]).measuresWaiting).toBe(true);
    expect(helpText).toContain('waiting');
  });

  it('are refused with what there is instead', () => {
    expect(() => parseArguments(['ring'])).toThrow("There is no shape 'ring'; there are chain-3,");
    expect(() => parseArguments(['--rounds', '0'])).toThrow("not '0'");
    expect(() => parseArguments(['--fast'])).toThrow("'--fast'");
  });

  it('are explained with every shape', () => {
    for (const { name } of parseArguments([]).shapes) expect(helpText).toContain(name);
  });
});
