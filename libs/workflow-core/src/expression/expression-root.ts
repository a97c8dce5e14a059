/** The names that an expression can begin to read from; its place says which of them are there. */
export type ExpressionRoot =
  | 'steps'
  | 'trigger'
  | 'team'
  | 'event'
  | 'run'
  | 'signal'
  | 'item'
  | 'index'
  | 'loop'
  | 'map';
