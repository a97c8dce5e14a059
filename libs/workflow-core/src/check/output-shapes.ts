import type { AgentCatalogue } from '../catalogue/catalogue.js';
import type { WorkflowDefinition } from '../definition/definition.js';
import { ownShape } from './engine-shapes.js';
import { eitherShape, SchemaReader, type Shape } from './schema/schema-reader.js';

type Step = WorkflowDefinition['steps'][number];

/** What the outputs of a definition's steps can be, by the schemas of their actions, each read once, or by their kind. */
export class OutputShapes {
  private readonly actions: ReadonlyMap<string, SchemaReader>;
  private readonly steps: ReadonlyMap<string, Step>;
  private readonly known = new Map<string, Shape>();

  constructor(steps: readonly Step[], catalogue: AgentCatalogue) {
    this.actions = new Map(
      catalogue.agents.flatMap(({ name, actions }) =>
        actions.map((action) => [`${name}.${action.name}`, new SchemaReader(action.output)] as const),
      ),
    );
    this.steps = new Map(steps.map((step) => [step.id, step]));
  }

  /** A step that failed shows what its fallback gave, so its output may be of either, and so on down a row of them. */
  of(stepId: string): Shape {
    for (const step of this.unknownRow(stepId).toReversed()) {
      const own = this.ofStep(step);
      const fallback = fallbackOf(step);
      this.known.set(step.id, fallback === undefined ? own : eitherShape(own, this.known.get(fallback)));
    }
    return this.known.get(stepId);
  }

  /** The step, its fallback, the fallback's fallback, as far as they are not known yet: without recursion, it may be long. */
  private unknownRow(stepId: string): Step[] {
    const row = new Set<Step>();
    for (let step = this.steps.get(stepId); step !== undefined && !row.has(step) && !this.known.has(step.id);) {
      row.add(step);
      step = this.steps.get(fallbackOf(step) ?? '');
    }
    return [...row];
  }

  private ofStep(step: Step): Shape {
    return step.kind === 'action' ? this.actions.get(`${step.agent}.${step.action}`)?.shape : ownShape(step);
  }
}

function fallbackOf({ onError }: Step): string | undefined {
  return onError.kind === 'fallback' ? onError.stepId : undefined;
}
