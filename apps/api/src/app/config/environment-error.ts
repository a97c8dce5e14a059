/** What is wrong with one variable. Never holds the value, which may be a secret. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly message: string;
}

/** The process cannot start with this environment; the message has one line for each bad variable. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';

  constructor(readonly problems: readonly EnvironmentProblem[]) {
    super(
      ['The environment is not usable:', ...problems.map((each) => `  ${each.variable} ${each.message}`)].join('\n'),
    );
  }
}
