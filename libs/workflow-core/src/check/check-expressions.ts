import type { CompiledDefinition } from '../plan/compile-definition.js';
import { isNamed, type StepNames } from '../plan/compiler.js';
import { containersOf, type CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';

/** Refuses what the language does not take, reads of steps that are not there, and reads into another scope. */
export function checkExpressions(
  compiled: CompiledDefinition,
  scopes: readonly CheckedScope[],
  findings: Findings,
): void {
  for (const { code, path, message, column, hint } of compiled.refusals) {
    findings.refuse(code, path, `${message} (column ${column}).`, hint);
  }
  const homes = containersOf(scopes);
  const hints = new NameHints();
  // What an inner step reads of an outer one stands among the reads of its containers as well.
  const reads = new Set([
    ...scopes.flatMap((scope) => scope.compiled.flatMap((step) => step.reads)),
    ...compiled.looks,
  ]);
  for (const { stepId, path, column, names } of reads) {
    if (isNamed(names, stepId)) continue;
    const home = homes.get(stepId);
    if (home === undefined) {
      const hint = hints.nearest(stepId, namedIn(names));
      const message = `There is no step \`${stepId}\` (column ${column})${didYouMean(hint)}`;
      findings.refuse('EXPR_UNKNOWN_STEP', path, message, hint);
      continue;
    }
    const message =
      `\`${stepId}\` stands inside \`${home}\`, and only what stands in there can read it (column ${column}): ` +
      `read \`steps.${home}.output\`.`;
    findings.refuse('EXPR_UNKNOWN_STEP', path, message, home);
  }
}

function namedIn(names: StepNames | undefined): string[] {
  return names === undefined ? [] : [...names.own, ...namedIn(names.outer)];
}
