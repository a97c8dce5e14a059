import 'reflect-metadata';
import type { WorkflowEvent, WorkflowEventName } from './workflow-event.js';

const listensTo = Symbol('workflow:listens-to');

type Listening = (event: WorkflowEvent) => unknown;

/**
 * Makes a method of any provider a listener: it is called at least once for each such event of a run of any team, by one
 * of the processes that work. What it throws is logged and harms nothing.
 */
export function OnWorkflow(event: WorkflowEventName) {
  return <M extends Listening>(_type: object, _name: string | symbol, method: TypedPropertyDescriptor<M>): void => {
    const { value } = method;
    if (value !== undefined) Reflect.defineMetadata(listensTo, [...readListening(value), event], value);
  };
}

/** The events that decorators named on a method, as they were written. */
export function readListening(method: object): readonly string[] {
  return (Reflect.getOwnMetadata(listensTo, method) ?? []) as string[];
}
