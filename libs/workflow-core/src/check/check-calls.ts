import { type AgentCatalogue, type CatalogueAction, foldName } from '../catalogue/catalogue.js';
import type { ActionCall, WorkflowDefinition } from '../definition/definition.js';
import type { ActionStep, Step, WorkflowStep } from '../definition/step-kinds.js';
import { pointerTo } from '../definition/json-pointer.js';
import { nearestName } from '../expression/nearest-name.js';
import { AgentIndex } from './agent-index.js';
import type { Findings } from './findings.js';
import { didYouMean, NameHints } from './name-hints.js';
import { staticMismatches } from './schema/static-mismatches.js';

/** Checks every call of an action against the catalogue, and puts the canonical names in place. */
export class CallChecker {
  private readonly index: AgentIndex;
  private readonly agentHints: NameHints;
  private readonly transformers: ReadonlySet<string>;

  constructor(
    catalogue: AgentCatalogue,
    private readonly findings: Findings,
  ) {
    this.index = new AgentIndex(catalogue);
    this.agentHints = new NameHints(this.index.names);
    this.transformers = new Set(catalogue.transformers.map(pairName));
  }

  check(definition: WorkflowDefinition): WorkflowDefinition {
    const { errorHandler } = definition;
    const steps = definition.steps.map((step, index) => this.checkStep(step, `/steps/${index}`));
    const notify = errorHandler.notify.map((call, index) => this.checkCall(call, `/errorHandler/notify/${index}`));
    return { ...definition, steps, errorHandler: { ...errorHandler, notify } };
  }

  private checkStep(step: Step, path: string): Step {
    const inside = (steps: readonly Step[]): Step[] =>
      steps.map((inner, index) => this.checkStep(inner, `${path}/${step.kind}/steps/${index}`));
    switch (step.kind) {
      case 'action':
        return this.checkAction(step, path);
      case 'workflow':
        return this.checkUndo(step, path);
      case 'map':
        return { ...step, map: { ...step.map, steps: inside(step.map.steps) } };
      case 'loop':
        return { ...step, loop: { ...step.loop, steps: inside(step.loop.steps) } };
      case 'interleave':
        return { ...step, interleave: { ...step.interleave, steps: inside(step.interleave.steps) } };
      default:
        return step;
    }
  }

  private checkAction(step: ActionStep, path: string): ActionStep {
    const { transform } = step;
    if (transform !== undefined) this.checkTransform(transform, `${path}/transform`);
    const named = this.checkCall(step, path, transform !== undefined);
    if (step.cache !== undefined) this.checkCache(named, `${path}/cache`);
    return this.checkUndo(named, path);
  }

  private checkUndo<T extends ActionStep | WorkflowStep>(step: T, path: string): T {
    const { compensate } = step;
    return compensate === undefined ? step : { ...step, compensate: this.checkCall(compensate, `${path}/compensate`) };
  }

  private checkCache({ agent, action }: ActionCall, path: string): void {
    const effect = this.index.find(agent)?.actions.get(foldName(action))?.effect;
    const what = `${agent} ${action}`;
    if (effect === 'send') this.findings.refuse('INVALID_CACHE', path, `${what} sends: a send is never left out.`);
    if (effect !== 'write') return;
    this.findings.warn('CACHED_WRITE', path, `${what} writes: within the \`ttl\` an equal step writes nothing.`);
  }

  /** Inputs that a transformer reshapes are not those of the action: they are checked when they are rendered. */
  private checkCall<T extends ActionCall>(call: T, path: string, isReshaped = false): T {
    // An empty name was refused for its shape.
    if (call.agent === '') return call;
    const agent = this.index.find(call.agent);
    if (agent === undefined) {
      const hint = this.agentHints.nearest(call.agent);
      this.findings.refuse(
        'UNKNOWN_AGENT',
        `${path}/agent`,
        `There is no agent \`${call.agent}\`${didYouMean(hint)}`,
        hint,
      );
      return call;
    }
    const action = agent.actions.get(foldName(call.action));
    if (action === undefined) {
      if (call.action !== '') this.refuseAction(call.action, agent, `${path}/action`);
      return { ...call, agent: agent.name };
    }
    const named = { ...call, agent: agent.name, action: action.name };
    if (!isReshaped) this.checkInputs(named, action, `${path}/inputs`);
    return named;
  }

  private refuseAction(
    action: string,
    agent: { name: string; actions: ReadonlyMap<string, CatalogueAction> },
    path: string,
  ): void {
    const names = [...agent.actions.values()].map(({ name }) => name);
    const hint = nearestName(action, names);
    const known =
      hint === undefined && names.length <= 10
        ? `; it has ${names.map((name) => `\`${name}\``).join(', ')}.`
        : didYouMean(hint);
    this.findings.refuse('UNKNOWN_ACTION', path, `\`${agent.name}\` has no action \`${action}\`${known}`, hint);
  }

  private checkInputs({ inputs, agent, action }: ActionCall, { input }: CatalogueAction, path: string): void {
    for (const mismatch of staticMismatches(input, inputs)) {
      const name = mismatch.path.join('/');
      const subject = name === '' ? 'The inputs' : `The input \`${name}\``;
      const place = pointerTo(path, ...mismatch.path);
      const message = `${subject} of ${agent} ${action} ${mismatch.message}${mismatch.hint === undefined ? '.' : didYouMean(mismatch.hint)}`;
      this.findings.refuse(mismatch.isUnknownKey ? 'UNKNOWN_INPUT' : 'INVALID_INPUT', place, message, mismatch.hint);
    }
  }

  private checkTransform(pair: { readonly source: string; readonly target: string }, path: string): void {
    if (pair.source === '' || pair.target === '' || this.transformers.has(pairName(pair))) return;
    const known = nearestName(pairName(pair), this.transformers);
    const message = `There is no transformer ${pairName(pair)}${didYouMean(known)}`;
    this.findings.refuse('UNKNOWN_TRANSFORM', path, message, known);
  }
}

function pairName({ source, target }: { readonly source: string; readonly target: string }): string {
  return `from ${source} to ${target}`;
}
