import type { RunStatus } from '@workflow/core';
import { z } from 'zod';
import type { OutboxEvent } from '../outbox/outbox-event.js';
import type { RunRecord } from '../state/run-record.js';
import type { RunStore } from '../state/run-store.js';
import type { ConsumerLogger } from '../streams/stream-consumer.js';
import { withLimit } from '../streams/with-limit.js';
import type { Listener } from './find-listeners.js';
import type { ListenerRegistry } from './listener-registry.js';
import { listenedEvents, type WorkflowEvent, type WorkflowEventName } from './workflow-event.js';

/** Milliseconds that a listener is waited for. */
const listenerMs = 10_000;

const namesByType = new Map<string, WorkflowEventName>(
  Object.entries(listenedEvents).map(([name, type]) => [type, name as WorkflowEventName]),
);

const dataSchema = z.object({
  workflowId: z.string(),
  version: z.number(),
  error: z.object({ code: z.string(), message: z.string(), stepId: z.string().optional() }).optional(),
});

/** Tells the listeners of this process what happened to a run, all at once and each on its own. */
export class TellListeners {
  constructor(
    private readonly listeners: Pick<ListenerRegistry, 'of'>,
    private readonly store: Pick<RunStore, 'read'>,
    private readonly logger: ConsumerLogger,
    private readonly limitMs: number = listenerMs,
  ) {}

  /** Resolves when every listener has heard it, has thrown, or has taken too long. @throws when Redis fails */
  async tell(event: OutboxEvent): Promise<void> {
    const name = namesByType.get(event.type);
    const listeners = name === undefined ? [] : this.listeners.of(name);
    if (listeners.length === 0) return;
    const data = dataSchema.safeParse(event.data);
    if (!data.success) {
      const { id, type, teamId, runId } = event;
      this.logger.error({ err: data.error, id, type, teamId, runId }, 'an event lacks what listeners are told');
      return;
    }
    const told = await this.#describe(event, data.data);
    await Promise.all(listeners.map((listener) => this.#call(listener, told)));
  }

  async #describe({ teamId, runId, type, at }: OutboxEvent, data: z.infer<typeof dataSchema>): Promise<WorkflowEvent> {
    const { workflowId, version, error } = data;
    const told = { teamId, runId, workflowId, version, at: new Date(at).toISOString() };
    if (type === listenedEvents.started) return { ...told, status: 'pending' };
    const record = await this.store.read(teamId, runId);
    const outputs = this.#outputs(record);
    const why = record?.stop?.reason ?? error;
    return {
      ...told,
      status: type.slice('run.'.length) as RunStatus,
      ...(outputs === undefined ? {} : { outputs }),
      ...(why === undefined ? {} : { error: why }),
    };
  }

  /** A run that was written under a key which is no longer configured would be told of again and again. */
  #outputs(record: RunRecord | undefined): WorkflowEvent['outputs'] {
    try {
      return record?.outputs;
    } catch (error) {
      const { teamId, runId } = record ?? {};
      this.logger.error({ err: error, teamId, runId }, 'the outputs of a run cannot be read: listeners go without');
      return undefined;
    }
  }

  async #call({ name, hear }: Listener, told: WorkflowEvent): Promise<void> {
    try {
      await withLimit((async () => hear(told))(), this.limitMs);
    } catch (error) {
      const { teamId, runId, status } = told;
      this.logger.error({ err: error, teamId, runId, status, listener: name }, 'a listener failed');
    }
  }
}
