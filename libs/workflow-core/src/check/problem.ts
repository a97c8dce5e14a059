/** One thing that is wrong with a definition, said so that a person can mend it. */
export interface Problem {
  /** JSON Pointer into the document as it was written, `''` for the whole. */
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
  /** What to write instead, such as the nearest known name. */
  readonly hint?: string;
  /** 1-based position in JSON and YAML text; absent for values that came without text. */
  readonly line?: number;
  readonly column?: number;
}

export const problemCodes = [
  'SYNTAX',
  'TOO_LARGE',
  'DUPLICATE_KEY',
  'FORBIDDEN_KEY',
  'UNKNOWN_FIELD',
  'MISSING_FIELD',
  'INVALID_VALUE',
  'CONFLICTING_FIELDS',
  'UNSUPPORTED_VERSION',
  'NOT_BUILT',
  'DUPLICATE_STEP',
  'DUPLICATE_NAME',
  'FOREIGN_TEAM',
  'UNKNOWN_STEP',
  'CYCLE',
  'UNKNOWN_AGENT',
  'UNKNOWN_ACTION',
  'UNKNOWN_WORKFLOW',
  'UNKNOWN_INPUT',
  'UNKNOWN_TRANSFORM',
  'INVALID_INPUT',
  'INVALID_CACHE',
  'INVALID_FALLBACK',
  'UNSATISFIABLE_JOIN',
  'INVALID_TARGET',
  'CONTRADICTORY_BRANCHES',
  'UNREACHABLE_STEP',
  'SELF_WAIT',
  'TEMPLATE_SYNTAX',
  'EXPR_SYNTAX',
  'EXPR_TOO_LARGE',
  'EXPR_UNKNOWN_ROOT',
  'EXPR_FORBIDDEN',
  'EXPR_UNKNOWN_STEP',
  'EXPR_DYNAMIC_STEP',
  'UNKNOWN_ROLE',
  'CACHED_WRITE',
  'UNREAD_OUTPUT',
  'EAGER_JOIN',
  'LATER_READ',
  'LIMITED_RECURSION',
  'CONSTANT_CONDITION',
  'UNKNOWN_MEMBER',
  'UNKNOWN_WORD',
  'UNDECLARED_INPUT',
] as const;
export type ProblemCode = (typeof problemCodes)[number];
