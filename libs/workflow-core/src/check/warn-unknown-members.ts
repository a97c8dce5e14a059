import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { type MissingMember, missingMembers } from './missing-members.js';
import { didYouMean, NameHints } from './name-hints.js';
import { OutputShapes } from './output-shapes.js';
import { placedExpressions } from './placed-expressions.js';
import { memberNames } from './schema/member-shape.js';
import { typeNames } from './schema/type-names.js';
import { triggerShape } from './trigger-shape.js';

/**
 * Warns, once for each field, of expressions that read what is not there: a member that a value of its schema never
 * has, or an input that is not declared, while others are. A start may bring such an input all the same.
 */
export function warnUnknownMembers(
  definition: WorkflowDefinition,
  compiled: CompiledDefinition,
  scopes: readonly CheckedScope[],
  catalogue: AgentCatalogue,
  findings: Findings,
): void {
  const outputs = new OutputShapes(
    scopes.flatMap(({ steps }) => steps),
    catalogue,
  );
  const shapes = { trigger: triggerShape(definition), outputOf: (stepId: string) => outputs.of(stepId) };
  const hints = new NameHints();
  const told = new Set<string>();
  for (const { path, expression } of placedExpressions(compiled, scopes)) {
    for (const missing of missingMembers(expression.tree, shapes)) {
      const message = describe(missing);
      const finding = `${path} ${message}`;
      if (told.has(finding)) continue;
      told.add(finding);
      const hint = hints.nearest(missing.name, memberNames(missing.parts));
      const code = isInput(missing) ? 'UNDECLARED_INPUT' : 'UNKNOWN_MEMBER';
      findings.warn(code, path, message + didYouMean(hint), hint);
    }
  }
}

function isInput({ stepId, path }: MissingMember): boolean {
  return stepId === undefined && path.length === 0;
}

function describe(missing: MissingMember): string {
  const { stepId, path, name, parts } = missing;
  if (isInput(missing)) return `The workflow declares no input \`${name}\``;
  const source = stepId === undefined ? 'trigger' : `output of \`${stepId}\``;
  const subject = path.length === 0 ? `The ${source}` : `\`${path.join('/')}\` in the ${source}`;
  const types = new Set(parts.map(({ type }) => typeNames[type]));
  const kind = types.has(typeNames['object']) ? '' : ` is ${[...types].join(' or ')} and`;
  return `${subject}${kind} has no \`${name}\``;
}
