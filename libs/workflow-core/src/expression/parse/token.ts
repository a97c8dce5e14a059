/** A piece of an expression; `column` is 1-based in the text that the caller has. */
export type Token = NameToken | LiteralToken | SignToken;

/** An identifier: a root, a member, or a word that the language refuses. */
export interface NameToken {
  readonly kind: 'name';
  readonly text: string;
  readonly column: number;
}

/** A value that is written out. */
export interface LiteralToken {
  readonly kind: 'literal';
  readonly text: string;
  readonly value: string | number | boolean | null | undefined;
  readonly column: number;
}

/** An operator or a bracket that the language has. */
export interface SignToken {
  readonly kind: 'sign';
  readonly text: string;
  readonly column: number;
}
