/** From the smallest: `viewer` reads; `operator` also starts, signals, cancels; `author` also publishes; `admin` all. */
export const roles = ['viewer', 'operator', 'author', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Whether a role may do what `needed` may: each holds all that stands before it. A role of no known name holds nothing. */
export function suffices(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
