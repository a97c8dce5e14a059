import { describe, expect, it } from 'vitest';
import type { Json } from '../definition/json.js';
import { compileValue } from './compile-value.js';
import { renderOutput } from './render-output.js';

const steps = {
  a: { status: 'completed', output: { x: 1 } },
  b: { status: 'cancelled' },
  c: { status: 'skipped' },
};

function render(value: Json): unknown {
  const compiled = compileValue(value, { roots: ['steps', 'trigger', 'team'] });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusals));
  return renderOutput(compiled.value, { steps, trigger: {}, team: 'team_1' });
}

describe('a declared output', () => {
  it.each<[Json, unknown]>([
    ['{{steps.a.output.x}}', { value: 1 }],
    [{ x: '{{steps.a.output.x}}', b: '{{steps.b.status}}' }, { value: { x: 1, b: 'cancelled' } }],
    ['{{steps.b.output ?? steps.a.output.x}}', { value: 1 }],
    ['{{steps.b.output}}', { missing: "Step 'b' is cancelled." }],
    [
      '{{steps.b.output ?? steps.c.output ?? steps.b.output}}',
      { missing: "Step 'b' is cancelled. Step 'c' is skipped." },
    ],
    ['{{steps.a.output.y}}', { missing: 'The template gave no value.' }],
    ['{{trigger.nothing}}', { missing: 'The template gave no value.' }],
  ])('%j', (value, rendered) => {
    expect(render(value)).toEqual(rendered);
  });

  it('that cannot be rendered says why', () => {
    expect(render('{{steps.a.output - 1}}')).toEqual({ missing: expect.stringContaining('-') as unknown });
  });
});
