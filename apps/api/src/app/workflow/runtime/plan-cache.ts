import { planDefinition, WorkflowError, type Plan, type WorkflowDefinition } from '@workflow/core';

/** Where stored versions are read: a version never changes, so a plan made once stays right. */
export interface VersionSource {
  /** The normal form of a version; undefined when there is none. */
  read(teamId: string, workflowId: string, version: number): Promise<WorkflowDefinition | undefined>;
}

/** Plans of a few hundred versions are kept in memory; a common path is planned once a version, not once a run. */
const maxPlans = 500;

/** Plans by version, least recently used dropped first. */
export class PlanCache {
  readonly #plans = new Map<string, Promise<Plan>>();

  constructor(private readonly versions: VersionSource) {}

  /** @throws NOT_FOUND when the version was never stored */
  async get(teamId: string, workflowId: string, version: number): Promise<Plan> {
    const key = `${teamId}|${workflowId}|${version}`;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = this.#make(teamId, workflowId, version);
      // A failed read is not a plan: the next caller reads again.
      plan.catch(() => this.#plans.delete(key));
    } else {
      this.#plans.delete(key);
    }
    this.#plans.set(key, plan);
    if (this.#plans.size > maxPlans) this.#plans.delete(this.#plans.keys().next().value as string);
    return plan;
  }

  async #make(teamId: string, workflowId: string, version: number): Promise<Plan> {
    const definition = await this.versions.read(teamId, workflowId, version);
    if (definition === undefined) {
      throw new WorkflowError('NOT_FOUND', `There is no version ${version} of workflow '${workflowId}'.`);
    }
    return planDefinition(definition);
  }
}
