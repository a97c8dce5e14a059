import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

const parser = vi.fn<(text: string) => unknown>();
let parse: () => unknown;

// Other test files of the same process get the package itself again.
beforeAll(async () => {
  vi.resetModules();
  vi.doMock('jsep', () => ({ default: parser }));
  const { parseExpression } = await import('./parse-expression.js');
  parse = () => parseExpression('trigger.a + 1', { roots: ['trigger'] });
});
afterAll(() => {
  vi.doUnmock('jsep');
  vi.resetModules();
});

/** The parser is a package whose registry the whole process shares: what it gives is believed in nothing. */
describe('a parser that was changed by somebody else', () => {
  afterEach(() => void parser.mockReset());

  it('never sees a name or a value of the text', () => {
    parse();
    expect(parser).toHaveBeenCalledWith('$0 . $2 + $4');
  });

  it('gives a refusal when it throws', () => {
    parser.mockImplementation(() => {
      throw new Error('out of order');
    });
    expect(parse()).toEqual({
      ok: false,
      refusal: { code: 'EXPR_SYNTAX', message: 'Error: out of order', column: 1 },
    });
  });

  const leaf = { type: 'Identifier', name: '$0' };
  it.each([
    undefined,
    null,
    { type: 'Literal', value: 1 },
    { type: 'ThisExpression' },
    { type: 'Compound', body: [] },
    { type: 'SequenceExpression', expressions: [leaf] },
    { type: 'NewExpression', callee: leaf, arguments: [] },
    { type: 'Identifier', name: 'process' },
    { type: 'Identifier', name: '$99' },
    { type: 'ArrayExpression', elements: [leaf, null] },
    { type: 'UnaryExpression', operator: '~', argument: leaf },
    { type: 'UnaryExpression', operator: 'typeof', argument: leaf },
    { type: 'BinaryExpression', operator: '=', left: leaf, right: leaf },
    { type: 'BinaryExpression', operator: 'instanceof', left: leaf, right: leaf },
    { type: 'CallExpression', callee: leaf, arguments: [] },
    {
      type: 'CallExpression',
      callee: { type: 'MemberExpression', computed: true, object: leaf, property: { type: 'Identifier', name: '$2' } },
      arguments: [],
    },
  ])('gives a refusal for the node %j', (node) => {
    parser.mockReturnValue(node);
    expect(parse()).toMatchObject({ ok: false, refusal: { code: 'EXPR_FORBIDDEN', column: 1 } });
  });
});
