import { checkDefinition, checkSource, WorkflowError, type CheckedDefinition, type CheckOptions } from '@workflow/core';
import type { AgentRegistry } from '../agents/agent-registry.js';
import type { Caller, DefinitionSource, PublishedWorkflow, ValidationResult } from '../workflow.types.js';
import type { DefinitionStore } from './definition-store.js';
import { knownWorkflows } from './known-workflows.js';

/** Checks definitions against the agents of this process, and stores those without a problem. */
export class PublishDefinition {
  /** @param approverRoles the roles whose holders may answer an approval */
  constructor(
    private readonly registry: AgentRegistry,
    private readonly store: DefinitionStore,
    private readonly approverRoles: readonly string[],
  ) {}

  /** @throws INVALID_DEFINITION with every problem in `details`; FORBIDDEN for another team's definition */
  async publish(source: DefinitionSource | object, caller: Caller): Promise<PublishedWorkflow> {
    const { definition, problems, warnings } = await this.#check(source, caller);
    if (problems.some(({ code }) => code === 'FOREIGN_TEAM')) {
      throw new WorkflowError('FORBIDDEN', 'The definition names another team.', { details: problems });
    }
    if (definition === undefined) {
      const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
      throw new WorkflowError('INVALID_DEFINITION', `The definition has ${count}.`, { details: problems });
    }
    const stored = await this.store.publish(caller.teamId, definition, caller.by ?? '');
    return { id: definition.id, warnings, ...stored };
  }

  async validate(source: DefinitionSource | object, caller: Caller): Promise<ValidationResult> {
    const { problems, warnings } = await this.#check(source, caller);
    return { valid: problems.length === 0, problems, warnings };
  }

  /** A definition that starts others is checked again with what the team has of them. */
  async #check(source: DefinitionSource | object, { teamId }: Caller): Promise<CheckedDefinition> {
    const checked = this.#checkWith(source, { teamId });
    if (checked.children.length === 0) return checked;
    return this.#checkWith(source, {
      teamId,
      findWorkflow: await knownWorkflows(this.store, teamId, checked.children),
    });
  }

  #checkWith(source: DefinitionSource | object, known: CheckOptions): CheckedDefinition {
    const { catalogue } = this.registry;
    const options = { ...known, approverRoles: this.approverRoles };
    if (isText(source)) return checkSource(source.text, { format: source.format }, catalogue, options);
    return checkDefinition({ value: isValue(source) ? source.value : source }, catalogue, options);
  }
}

function isText(source: DefinitionSource | object): source is DefinitionSource & { kind: 'text' } {
  return 'kind' in source && source.kind === 'text';
}

function isValue(source: DefinitionSource | object): source is DefinitionSource & { kind: 'value' } {
  return 'kind' in source && source.kind === 'value';
}
