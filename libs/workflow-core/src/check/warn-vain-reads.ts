import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import type { CompiledDefinition } from '../plan/compile-definition.js';
import type { CheckedScope } from './checked-scope.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';
import { OutputShapes } from './output-shapes.js';
import { placedExpressions } from './placed-expressions.js';
import { memberNames } from './schema/member-shape.js';
import { typeNames } from './schema/type-names.js';
import { triggerShape } from './trigger-shape.js';
import { type ForeignWord, type MissingMember, vainReads } from './vain-reads.js';

const maxListed = 12;

/**
 * Warns, once for each field, of expressions that read what is not there: a member that a value of its schema never
 * has, or an input that is not declared, while others are (a start may bring such an input all the same); and of those
 * that compare a value with a word that it never is.
 */
export function warnVainReads(
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
  const teller = new Teller(findings);
  for (const { path, expression } of placedExpressions(compiled, scopes)) {
    const { missing, foreign } = vainReads(expression.tree, shapes);
    for (const read of missing) teller.tellMissing(path, read);
    for (const read of foreign) teller.tellForeign(path, read);
  }
}

class Teller {
  readonly #hints = new NameHints();
  readonly #told = new Set<string>();

  constructor(private readonly findings: Findings) {}

  tellMissing(path: string, missing: MissingMember): void {
    const message = describe(missing);
    if (!this.#isNew(path, message)) return;
    const names = [...memberNames(missing.parts)];
    const hint = this.#hints.nearest(missing.name, names);
    const code = isInput(missing) ? 'UNDECLARED_INPUT' : 'UNKNOWN_MEMBER';
    const isListed = code === 'UNKNOWN_MEMBER' && missing.parts.every(({ type }) => type === 'object');
    this.findings.warn(code, path, message + endingOf(hint, '; there is', isListed ? names : []), hint);
  }

  tellForeign(path: string, foreign: ForeignWord): void {
    const { word, words } = foreign;
    const message = `${subjectOf(foreign)} is never \`${word}\``;
    if (!this.#isNew(path, message)) return;
    const hint = this.#hints.nearest(word, words);
    this.findings.warn('UNKNOWN_WORD', path, message + endingOf(hint, '; it can be', words), hint);
  }

  #isNew(path: string, message: string): boolean {
    const finding = `${path} ${message}`;
    const isNew = !this.#told.has(finding);
    this.#told.add(finding);
    return isNew;
  }
}

/** The end of a sentence about an unknown name: the question, or where nothing is near and they are few, all there are. */
function endingOf(hint: string | undefined, are: string, names: readonly string[]): string {
  if (hint !== undefined || names.length === 0 || names.length > maxListed) return didYouMean(hint);
  return `${are} ${names.map((name) => `\`${name}\``).join(', ')}.`;
}

function isInput({ source, path }: MissingMember): boolean {
  return source === 'trigger' && path.length === 0;
}

function describe(missing: MissingMember): string {
  const { name, parts } = missing;
  if (isInput(missing)) return `The workflow declares no input \`${name}\``;
  const types = new Set(parts.map(({ type }) => typeNames[type]));
  const kind = types.has(typeNames['object']) ? '' : ` is ${[...types].join(' or ')} and`;
  return `${subjectOf(missing)}${kind} has no \`${name}\``;
}

function subjectOf({ source, path }: Pick<MissingMember, 'source' | 'path'>): string {
  return path.length === 0 ? `The ${source}` : `\`${path.join('/')}\` in the ${source}`;
}
