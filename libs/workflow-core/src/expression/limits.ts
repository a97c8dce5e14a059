/**
 * The bounds of the language. Together they keep the check of any text linear and one evaluation under some 50 ms,
 * whatever the text and the data are.
 */
export const limits = {
  /** UTF-16 units of one expression. */
  expressionLength: 4_096,
  /** Open brackets, prefix operators and branches of `?:` at one place. */
  expressionDepth: 64,
  /** Values, operators, members, calls and arrays of one expression. */
  expressionNodes: 512,
  /** UTF-16 units of a string that has holes; text without holes is not a template and has no bound here. */
  templateLength: 65_536,
  templateHoles: 256,
  /** Bytes of the JSON of one result, in UTF-8. */
  resultBytes: 1_048_576,
  splitItems: 100_000,
  /**
   * What one evaluation, or one rendering of all templates of a value, may touch: a character is 1, a value that is
   * visited 8. A result within `resultBytes` never costs more than this by itself, since no value is shorter than 2.
   */
  touched: 4 * 1_048_576,
  /** Nesting of data that is given out or compiled; deeper data cannot be written as JSON text without overflow. */
  dataDepth: 1_000,
} as const;
