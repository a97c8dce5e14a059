import { CliFailure } from '../failure.js';

/** The part of a zod schema that checking an answer takes. */
export interface Shape<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Checks what the API said against the contract and gives it as it came: fields that a newer API has added stay for
 * those who read `--json`.
 * @throws CliFailure
 */
export function checked<T>(shape: Shape<T>, value: unknown, subject: string): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return value as T;
  throw new CliFailure(`${subject} is not what this wf knows.`, {
    next: 'use the wf of the same version as the API, and check WF_URL',
    lines: parsed.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.map(String).join('.') || 'answer'}: ${issue.message}`),
  });
}
