import { readPath, type ExpressionContext, type ExpressionRoot, type Scope, type StepPlace } from '@workflow/core';
import type { RunRecord } from '../state/run-record.js';
import { readPrefixes } from '../state/run-fields.js';
import type { RunStore } from '../state/run-store.js';

interface RunName {
  readonly teamId: string;
  readonly runId: string;
}

/** What expressions of a run read: its steps by the names that the scope has for them, and the scope's own roots. */
export class StepContexts {
  constructor(private readonly store: RunStore) {}

  /** For a step, of what its claim brought: six values for each of its reads, and the trigger, if it brought that. */
  async ofClaim(
    { planned, scope }: StepPlace,
    { teamId, runId }: RunName,
    values: readonly string[],
    trigger: unknown,
  ): Promise<ExpressionContext> {
    const steps = await this.store.stepViews(teamId, runId, planned.reads, values);
    const read = trigger ?? (planned.roots.includes('trigger') ? await this.#trigger(teamId, runId) : undefined);
    return { steps, trigger: read, team: teamId, ...(await this.ofScope({ teamId, runId }, scope, planned.roots)) };
  }

  /** For a step, of a run that was read whole; `more` are ids that are read beside what the step reads. */
  async ofRecord(
    record: RunRecord,
    { planned, scope }: StepPlace,
    more: readonly string[] = [],
  ): Promise<ExpressionContext> {
    const { teamId, runId, trigger } = record;
    const reads = [...new Set([...planned.reads, ...more])];
    const fields = fieldsOf(scope, reads).map((field) => record.raw(field));
    const steps = await this.store.stepViews(teamId, runId, reads, fields);
    const roots: readonly ExpressionRoot[] = more.length === 0 ? planned.roots : ['item', 'index', 'loop'];
    return { steps, trigger, team: teamId, ...(await this.ofScope(record, scope, roots)) };
  }

  /** For an expression of a scope that reads these steps, as they are now. */
  async inScope(
    { teamId, runId }: RunName,
    scope: Scope,
    reads: readonly string[],
    roots: readonly ExpressionRoot[],
  ): Promise<ExpressionContext> {
    const fields = fieldsOf(scope, reads);
    const values = await this.store.readFields(teamId, runId, fields);
    return {
      steps: await this.store.stepViews(teamId, runId, reads, values),
      trigger: roots.includes('trigger') ? await this.#trigger(teamId, runId) : undefined,
      team: teamId,
      ...(await this.ofScope({ teamId, runId }, scope, roots)),
    };
  }

  /** The roots that a scope has of its own: `item` and `index` of its nearest map, `loop` of its nearest loop. */
  async ofScope(
    { teamId, runId }: RunName,
    scope: Scope,
    roots: readonly ExpressionRoot[],
  ): Promise<Pick<ExpressionContext, 'item' | 'index' | 'loop'>> {
    const map = nearest(scope, 'map');
    const loop = nearest(scope, 'loop');
    return {
      ...(map !== undefined && roots.includes('index') && { index: map.index }),
      ...(map !== undefined &&
        roots.includes('item') && {
          item: await this.#stored(teamId, runId, this.store.keys.items(teamId, runId), map.path),
        }),
      ...(loop !== undefined && roots.includes('loop') && { loop: await this.loopOf({ teamId, runId }, loop) }),
    };
  }

  /** `loop` in an iteration: its index, and the output of the iteration before. */
  async loopOf({ teamId, runId }: RunName, { index = 0, container }: Scope): Promise<object> {
    if (index === 0) return { index };
    const before = `${container?.path}.${index - 1}`;
    return { index, previous: await this.#stored(teamId, runId, this.store.keys.results(teamId, runId), before) };
  }

  async #trigger(teamId: string, runId: string): Promise<unknown> {
    const [stored = ''] = await this.store.readFields(teamId, runId, ['in']);
    return stored === '' ? undefined : this.store.decode(teamId, runId, stored);
  }

  async #stored(teamId: string, runId: string, key: string, field: string): Promise<unknown> {
    const stored = await this.store.redis.hget(key, field);
    return stored === null ? undefined : this.store.decode(teamId, runId, stored);
  }
}

function fieldsOf(scope: Scope, reads: readonly string[]): string[] {
  return reads.flatMap((stepId) => {
    const path = readPath(scope, stepId);
    return readPrefixes.map((prefix) => `${prefix}:${path}`);
  });
}

function nearest(scope: Scope, kind: 'map' | 'loop'): Scope | undefined {
  for (let at: Scope | undefined = scope; at?.container !== undefined; at = at.container.scope) {
    if (at.container.planned.control?.kind === kind) return at;
  }
  return undefined;
}
