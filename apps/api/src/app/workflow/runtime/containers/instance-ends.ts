import type { PlannedContainer, Scope, StepPlace } from '@workflow/core';
import type { RunStore } from '../../state/run-store.js';
import type { Delivery } from '../delivery.js';
import type { Work } from '../taken-step.js';
import type { ContainerEnder } from './container-end.js';
import { livesInside, readInstance } from './instance-state.js';
import type { EndedInstance } from './instance-tally.js';
import type { LoopIterations } from './loop-iterations.js';
import type { MapItems } from './map-items.js';

/**
 * What follows from the end of an instance: it is counted, the next one is opened, its container ends. Everything here
 * looks at how things stand and may be done again, by a redelivered job or by the root's heal.
 */
export class InstanceEnds {
  constructor(
    private readonly store: RunStore,
    private readonly maps: MapItems,
    private readonly loops: LoopIterations,
    private readonly ender: ContainerEnder,
  ) {}

  /** To be called when a step may have ended, and with it its instance; gives what the job does next. */
  async after(delivery: Delivery, path: string): Promise<Work | undefined> {
    const { scope } = delivery.step(path);
    const work = scope.plan.asking.length > 0 ? await this.#askMaps(delivery, scope) : undefined;
    return work ?? (scope.container === undefined ? undefined : this.look(delivery, scope));
  }

  /** Ends a map that is complete before any of its items has ended; `open` while it goes on. */
  async ask(delivery: Delivery, map: StepPlace): Promise<Work | undefined | 'open'> {
    const asked = await this.maps.ask(delivery, map);
    return asked ?? this.after(delivery, map.path);
  }

  /** A map further in may have been the last of its instance, and nobody else may hear of its end. */
  async #askMaps(delivery: Delivery, scope: Scope): Promise<Work | undefined> {
    for (const place of await this.maps.asking(delivery, scope)) {
      const asked = await this.maps.ask(delivery, place);
      if (asked === 'open') continue;
      const work = asked ?? (place.scope === scope ? undefined : await this.look(delivery, place.scope));
      if (work !== undefined) return work;
    }
    return undefined;
  }

  /** Does what is due if the instance has ended, and then the same for the scopes around it. */
  async look(delivery: Delivery, scope: Scope): Promise<Work | undefined> {
    const container = scope.container as StepPlace;
    const state = await readInstance(this.store, delivery.run, scope);
    if (state.isOpen && !state.hasEnded) return undefined;
    const ended = { scope, container, state };
    const isCutShort = state.isOpen && state.isCutShort && state.failure === undefined;
    const work = isCutShort ? await this.#cutShort(delivery, ended) : await this.#ended(delivery, ended);
    return work ?? this.after(delivery, container.path);
  }

  /** The run is being ended, and more had to start: the container is cancelled, once nothing inside lives. */
  async #cutShort(delivery: Delivery, { container, state }: EndedInstance): Promise<Work | undefined> {
    if (state.container !== 'running') return undefined;
    const { teamId, runId } = delivery.run;
    const record = await this.store.read(teamId, runId);
    if (record === undefined || livesInside(delivery.plan, record, container)) return undefined;
    const message = 'The run failed before all that stands inside could begin.';
    const reason = { code: 'RUN_FAILED', message, stepId: container.path };
    return this.ender.end(delivery, container.path, { kind: 'cancelled', reason });
  }

  async #ended(delivery: Delivery, ended: EndedInstance): Promise<Work | undefined> {
    const control = ended.container.planned.control as PlannedContainer;
    switch (control.kind) {
      case 'map':
        return this.maps.ended(delivery, ended, control);
      case 'loop':
        return this.loops.ended(delivery, ended, control);
      case 'interleave':
        return this.#turnsTaken(delivery, ended);
    }
  }

  async #turnsTaken(delivery: Delivery, { container, state }: EndedInstance): Promise<Work | undefined> {
    if (!state.isOpen || state.container !== 'running') return undefined;
    if (state.failure !== undefined) {
      return this.ender.end(delivery, container.path, { kind: 'failed', reason: state.failure });
    }
    return this.ender.end(delivery, container.path, { kind: 'completed', output: { order: state.begun } });
  }
}
