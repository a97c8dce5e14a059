import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';

/** Warns of approvals that are asked of a role none of whose holders may answer. Where no roles are known, of nothing. */
export function warnApprovers(
  scopes: readonly CheckedScope[],
  approverRoles: readonly string[] | undefined,
  findings: Findings,
): void {
  if (approverRoles === undefined) return;
  const hints = new NameHints(approverRoles);
  const known = approverRoles.map((role) => `\`${role}\``).join(', ');
  for (const { steps, path } of scopes) {
    for (const [index, step] of steps.entries()) {
      if (step.kind !== 'approval') continue;
      for (const [position, role] of step.approval.approvers.roles.entries()) {
        if (approverRoles.includes(role)) continue;
        const hint = hints.nearest(role);
        const message = `\`${role}\` is no role that may answer an approval, as ${known} are${didYouMean(hint)}`;
        findings.warn('UNKNOWN_ROLE', `${path}/${index}/approval/approvers/roles/${position}`, message, hint);
      }
    }
  }
}
