import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { WorkflowError } from '@workflow/core';
import { findListeners, type Listener } from './find-listeners.js';
import type { WorkflowEventName } from './workflow-event.js';

/** The listeners among the providers and controllers of the whole application. */
@Injectable()
export class ListenerRegistry {
  #listeners: readonly Listener[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  /** Looks at everything that was made. @throws WorkflowError INTERNAL for a listener that would never be called */
  discover(): void {
    const found = new Map<object, readonly Listener[]>();
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const instance: unknown = wrapper.instance;
      if (typeof instance !== 'object' || instance === null || found.has(instance)) continue;
      const listeners = findListeners(instance);
      const [first] = listeners;
      // What Nest holds of it is an empty stand-in; the instances are made for requests or for who injects them.
      if (first !== undefined && (wrapper.isTransient || !wrapper.isDependencyTreeStatic())) {
        throw new WorkflowError('INTERNAL', `${first.name} would never be called: its provider has no one instance.`);
      }
      found.set(instance, listeners);
    }
    this.#listeners = [...found.values()].flat();
  }

  of(event: WorkflowEventName): readonly Listener[] {
    return this.#listeners.filter((listener) => listener.event === event);
  }

  get isEmpty(): boolean {
    return this.#listeners.length === 0;
  }
}
