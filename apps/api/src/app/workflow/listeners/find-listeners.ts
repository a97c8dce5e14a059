import { WorkflowError } from '@workflow/core';
import { readListening } from './on-workflow.decorator.js';
import {
  listenedEvents,
  listenerMethods,
  unbuiltMethods,
  type WorkflowEvent,
  type WorkflowEventName,
} from './workflow-event.js';

export interface Listener {
  /** Class and method, for the log. */
  readonly name: string;
  readonly event: WorkflowEventName;
  readonly hear: (event: WorkflowEvent) => unknown;
}

type Method = (event: WorkflowEvent) => unknown;

/**
 * The methods of a provider that listen: by `@OnWorkflow`, or by a name of `WorkflowEvents`, own or inherited. Reads no
 * property that is not a function, so no getter of the provider runs.
 * @throws WorkflowError INTERNAL naming class and method, for an event that does not exist or is not built yet
 */
export function findListeners(provider: object): readonly Listener[] {
  const listeners: Listener[] = [];
  const className = provider.constructor?.name ?? 'Object';
  for (const [key, method] of methodsOf(provider)) {
    const name = `${className}.${String(key)}`;
    if (isUnbuilt(key)) throw unbuilt(name);
    for (const event of new Set([...readListening(method), ...eventOfName(key)])) {
      if (!isListened(event)) throw isUnbuilt(methodOf(event)) ? unbuilt(name) : unknown(name, event);
      listeners.push({ name, event, hear: (told) => method.call(provider, told) });
    }
  }
  return listeners;
}

/** Every function of the object's classes, and of the object itself those that a name makes listeners. */
function methodsOf(provider: object): Map<PropertyKey, Method> {
  const methods = new Map<PropertyKey, Method>();
  const seen = new Set<PropertyKey>();
  const look = (level: object, keys: readonly PropertyKey[]): void => {
    for (const key of keys) {
      const property = seen.has(key) ? undefined : Object.getOwnPropertyDescriptor(level, key);
      if (property === undefined) continue;
      seen.add(key);
      if (typeof property.value === 'function') methods.set(key, property.value as Method);
    }
  };
  look(provider, [...Object.keys(listenerMethods), ...unbuiltMethods]);
  for (let level = parentOf(provider); level !== null && level !== Object.prototype; level = parentOf(level)) {
    look(level, Reflect.ownKeys(level));
  }
  return methods;
}

function parentOf(level: object): object | null {
  return Object.getPrototypeOf(level) as object | null;
}

function eventOfName(key: PropertyKey): readonly string[] {
  return Object.hasOwn(listenerMethods, key) ? [listenerMethods[key as keyof typeof listenerMethods]] : [];
}

function isListened(event: string): event is WorkflowEventName {
  return Object.hasOwn(listenedEvents, event);
}

function isUnbuilt(key: PropertyKey): boolean {
  return (unbuiltMethods as readonly PropertyKey[]).includes(key);
}

/** `taskStarted`, as a decorator would name it, is `onTaskStarted` as a method. */
function methodOf(event: string): string {
  return event.startsWith('on') ? event : `on${event.charAt(0).toUpperCase()}${event.slice(1)}`;
}

function unbuilt(name: string): WorkflowError {
  return new WorkflowError('INTERNAL', `${name} would never be called: that event is not built yet.`);
}

function unknown(name: string, event: string): WorkflowError {
  const known = Object.keys(listenedEvents).join(', ');
  return new WorkflowError('INTERNAL', `${name} listens to '${event}', which does not exist: there are ${known}.`);
}
