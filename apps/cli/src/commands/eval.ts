import {
  evaluateExpression,
  ExpressionError,
  parseCondition,
  parseTemplate,
  renderTemplate,
  type ExpressionContext,
  type ExpressionRoot,
} from '@workflow/core';
import { exitCodes } from '../exit-code.js';
import { CliFailure } from '../failure.js';
import { readObject } from '../files/data-file.js';
import { caretLines } from '../print/caret-lines.js';
import { printJson } from '../print/run-result.js';
import type { Verb } from '../verb.js';

interface EvalOptions {
  readonly context?: string;
  readonly template?: boolean;
}

/** Known without a context that brings them: they give undefined. */
const everyRoot: readonly ExpressionRoot[] = ['steps', 'trigger', 'team'];
/** Known where the context brings them: each has its own places in a definition. */
const placeRoots: readonly ExpressionRoot[] = ['event', 'run', 'signal', 'item', 'index', 'loop', 'map'];

/** Evaluates an expression, or renders a template, over the data of a file. */
export const evaluate: Verb<EvalOptions> = {
  example: `wf eval 'steps.research.output.confidence > 0.7' --context context.json
wf eval --template 'Hello {{trigger.name}}' --context context.json
wf eval -- '-1 + 2'`,
  define(command) {
    command
      .argument('<expression>', 'an expression, bare or in {{ }}; after -- when it begins with a sign')
      .option('--context <file>', 'JSON or YAML: {steps: {…}, trigger: {…}, team: "…"}')
      .option('--template', 'the text is a template: holes in {{ }}, text around them');
  },
  async run({ args, options, io }) {
    const [text] = args as [string];
    const context: ExpressionContext = options.context === undefined ? {} : readObject(options.context, io.cwd);
    const roots = [...everyRoot, ...placeRoots.filter((root) => Object.hasOwn(context, root))];
    const value = valueOf(text, options.template === true, context, roots);
    if (options.json) printJson(io, { value });
    else io.stdout.write(`${value === undefined ? 'undefined' : JSON.stringify(value, undefined, 2)}\n`);
    return exitCodes.ok;
  },
};

function valueOf(
  text: string,
  isTemplate: boolean,
  context: ExpressionContext,
  roots: readonly ExpressionRoot[],
): unknown {
  const parsed = isTemplate ? parseTemplate(text, { roots }) : parseCondition(text, { roots });
  if (!parsed.ok) {
    const { code, message, column, hint } = parsed.refusal;
    throw refused(text, code, message, column, hint);
  }
  try {
    return 'template' in parsed
      ? renderTemplate(parsed.template, context)
      : evaluateExpression(parsed.expression, context);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw refused(text, error.code, error.message, error.details.column);
  }
}

function refused(text: string, code: string, message: string, column: number, hint?: string): CliFailure {
  return new CliFailure(message, { code, lines: caretLines(text, column), next: hint });
}
