import type { ActionCall, ActionStep, TriggerDeclaration, WorkflowDefinition } from '../definition/definition.js';
import { pointerTo } from '../definition/json-pointer.js';
import type { Json } from '../definition/json.js';
import type { Expression, ExpressionRoot, StepRead } from '../expression/expression.js';
import { parseCondition } from '../expression/parse-condition.js';
import { compileValue } from '../template/compile-value.js';
import type { CompiledValue, ValueRefusal } from '../template/compiled-value.js';
import type { CompiledCall, PlannedOutput, PlannedTrigger } from './plan.js';

/** A read of a step by the template or expression at `path`, a pointer into the normal form. */
export interface PlacedRead extends StepRead {
  readonly path: string;
  readonly expression: string;
}

export interface CompiledStep {
  readonly condition?: Expression;
  readonly inputs: CompiledValue;
  readonly compensate?: CompiledCall;
  /** What `condition` and `inputs` read: these are the reads that make edges. */
  readonly reads: readonly PlacedRead[];
}

/** Every template and expression of a definition, parsed. What was refused is empty here and stands in `refusals`. */
export interface CompiledDefinition {
  readonly steps: readonly CompiledStep[];
  readonly outputs: readonly PlannedOutput[];
  readonly notify: readonly CompiledCall[];
  readonly triggers: readonly PlannedTrigger[];
  /** Reads that make no edge: by outputs, compensations and the error handler. */
  readonly looks: readonly PlacedRead[];
  readonly refusals: readonly ValueRefusal[];
}

const stepRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team'];
const handlerRoots: readonly ExpressionRoot[] = ['steps', 'trigger', 'team', 'run'];
const triggerRoots: readonly ExpressionRoot[] = ['event', 'team'];
const nothing: CompiledValue = { value: null, templates: new Map(), stepReads: [], isStatic: true };

/** Parses everything once. Ids of steps are not looked up here. */
export function compileDefinition(definition: WorkflowDefinition): CompiledDefinition {
  const compiler = new Compiler();
  const steps = definition.steps.map((step, index) => compiler.compileStep(step, `/steps/${index}`));
  const outputs = definition.outputs.map(({ name, from }, index) => ({
    name,
    from: compiler.look(from, `/outputs/${index}/from`, stepRoots),
  }));
  const notify = definition.errorHandler.notify.map((call, index) =>
    compiler.compileCall(call, `/errorHandler/notify/${index}`, handlerRoots),
  );
  const triggers = definition.triggers.map((trigger, index) => compiler.compileTrigger(trigger, `/triggers/${index}`));
  return { steps, outputs, notify, triggers, looks: compiler.looks, refusals: compiler.refusals };
}

class Compiler {
  readonly refusals: ValueRefusal[] = [];
  readonly looks: PlacedRead[] = [];

  compileStep(step: ActionStep, path: string): CompiledStep {
    const condition = this.expression(step.condition, `${path}/condition`, stepRoots);
    const inputs = this.value(step.inputs, `${path}/inputs`, stepRoots);
    const { compensate } = step;
    return {
      inputs,
      reads: [...readsOfCondition(condition, path), ...readsOf(inputs, `${path}/inputs`)],
      ...(condition && { condition }),
      ...(compensate && { compensate: this.compileCall(compensate, `${path}/compensate`, stepRoots) }),
    };
  }

  compileCall(call: ActionCall, path: string, roots: readonly ExpressionRoot[]): CompiledCall {
    return { agent: call.agent, action: call.action, inputs: this.look(call.inputs, `${path}/inputs`, roots) };
  }

  compileTrigger({ webhook, event, when, map }: TriggerDeclaration, path: string): PlannedTrigger {
    const condition = this.expression(when, `${path}/when`, triggerRoots);
    return {
      webhook,
      ...(event !== undefined && { event }),
      ...(condition && { when: condition }),
      ...(map && { map: this.value(map, `${path}/map`, triggerRoots) }),
    };
  }

  /** Compiles a value whose reads make no edge. */
  look(json: Json, path: string, roots: readonly ExpressionRoot[]): CompiledValue {
    const value = this.value(json, path, roots);
    this.looks.push(...readsOf(value, path));
    return value;
  }

  private value(json: Json, path: string, roots: readonly ExpressionRoot[]): CompiledValue {
    const compiled = compileValue(json, { roots });
    if (compiled.ok) return compiled.value;
    for (const refusal of compiled.refusals) this.refusals.push({ ...refusal, path: path + refusal.path });
    return nothing;
  }

  private expression(text: string | undefined, path: string, roots: readonly ExpressionRoot[]): Expression | undefined {
    if (text === undefined) return undefined;
    const parsed = parseCondition(text, { roots });
    if (parsed.ok) return parsed.expression;
    // The column counts in the bare text, which may have been written in braces: so the text is shown.
    this.refusals.push({ ...parsed.refusal, path, message: `${parsed.refusal.message}, in \`${text.slice(0, 200)}\`` });
    return undefined;
  }
}

function readsOfCondition(condition: Expression | undefined, path: string): PlacedRead[] {
  if (condition === undefined) return [];
  return condition.stepReads.map((read) => ({
    ...read,
    path: pointerTo(path, 'condition'),
    expression: condition.text,
  }));
}

function readsOf(value: CompiledValue, path: string): PlacedRead[] {
  return value.stepReads.map((read) => ({ ...read, path: path + read.path }));
}
