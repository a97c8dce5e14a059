import { approverRoles } from '@workflow/contract';
import type { FlowProducer, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { AgentRegistry } from './agents/agent-registry.js';
import { DefaultAgentSettings } from './agents/agent-settings.port.js';
import { Compensation } from './compensation/compensation.js';
import { NotifyRunner } from './compensation/run-notify.js';
import { UndoRunner } from './compensation/run-undo.js';
import { ComplianceKeys } from './compliance/compliance-keys.js';
import { SendDoor } from './compliance/door/send-door.js';
import { SendRecorder } from './compliance/door/send-recorder.js';
import { Gate } from './compliance/gate/gate.js';
import { SendLedger } from './compliance/ledger/send-ledger.js';
import { Suppression } from './compliance/suppression/suppression.js';
import { LatestVersions } from './definitions/latest-versions.js';
import { DefinitionStore } from './definitions/definition-store.js';
import { PublishDefinition } from './definitions/publish-definition.js';
import { PublishedTriggerSource } from './definitions/trigger-source.js';
import { InboxKeys } from './inbox/inbox-keys.js';
import { InboxProcessor } from './inbox/inbox-processor.js';
import { Inbox } from './inbox/inbox.js';
import type { ListenerRegistry } from './listeners/listener-registry.js';
import { TellListeners } from './listeners/tell-listeners.js';
import { OutboxReader } from './outbox/outbox-reader.js';
import { CancelRun } from './runs/cancel-run.js';
import { GetRun } from './runs/get-run.js';
import { ListRuns } from './runs/list-runs.js';
import { ResolveStep } from './runs/resolve-step.js';
import { StartChild } from './runs/start-child.js';
import { StartRun } from './runs/start-run.js';
import { TriggeredStart } from './runs/triggered-start.js';
import { ActiveAttempts } from './runtime/active-attempts.js';
import { AttemptRunner } from './runtime/attempt-runner.js';
import { ContainerEnder } from './runtime/containers/container-end.js';
import { ContainerRunner } from './runtime/containers/container-runner.js';
import { InstanceEnds } from './runtime/containers/instance-ends.js';
import { InstanceTally } from './runtime/containers/instance-tally.js';
import { LoopIterations } from './runtime/containers/loop-iterations.js';
import { MapItems } from './runtime/containers/map-items.js';
import { StepContexts } from './runtime/step-contexts.js';
import { RunFinisher } from './runtime/finish-run.js';
import { CallOff } from './runtime/call-off.js';
import { CallOffChildren } from './runtime/children/call-off-children.js';
import { ChildRunner } from './runtime/children/child-runner.js';
import { TellParent } from './runtime/children/tell-parent.js';
import { Disarm } from './runtime/waits/disarm.js';
import { WaitRunner } from './runtime/waits/wait-runner.js';
import { ApproveStep } from './runs/approve-step.js';
import { SignalRun } from './runs/signal-run.js';
import { SignalBox } from './state/signal-box.js';
import { SignalHandler } from './triggers/signal.handler.js';
import { HealRun } from './runtime/heal-run.js';
import { defaultInline } from './runtime/inline-budget.js';
import type { RunJobData } from './runtime/job-data.js';
import { OutputCache } from './runtime/output-cache.js';
import { PlanCache } from './runtime/plan-cache.js';
import { ProgressWriter } from './timeline/progress-writer.js';
import { RunCommitter } from './runtime/run-committer.js';
import { StepRunner } from './runtime/run-step.js';
import { StepEnder } from './runtime/step-ender.js';
import { StepSettler } from './runtime/step-settler.js';
import { StopRun } from './runtime/stop-run.js';
import { defaultSweeper, Sweeper } from './runtime/sweeper.js';
import { Ticker } from './runtime/ticker.js';
import { Mutexes } from './runtime/slots/mutexes.js';
import { RunSlots } from './runtime/slots/run-slots.js';
import { SlotSweep } from './runtime/slots/slot-sweep.js';
import { defaultRetention, TrimRuns } from './runtime/trim-runs.js';
import { Workers } from './runtime/workers.js';
import { WorkflowQueues } from './runtime/workflow-queues.js';
import { Codec } from './state/codec.js';
import { redisNow } from './state/redis-now.js';
import { RunKeys } from './state/run-keys.js';
import { RunStore } from './state/run-store.js';
import { StateRoom } from './state/state-room.js';
import { LiveEvents } from './timeline/live-events.js';
import { Timeline } from './timeline/timeline.js';
import { OptOutHandler } from './triggers/opt-out.handler.js';
import { SendStatusHandler } from './triggers/send-status.handler.js';
import { TriggerHandler } from './triggers/trigger.handler.js';
import { EmitEvent } from './triggers/events/emit-event.js';
import { EventDecisions } from './triggers/events/event-decisions.js';
import { ScheduleClock } from './triggers/schedules/schedule-clock.js';
import { StartDue } from './triggers/schedules/start-due.js';
import { TriggerCounters } from './triggers/trigger-counters.js';
import { TriggerIndex } from './triggers/trigger-index.js';
import { WebhookCounters } from './webhooks/webhook-counters.js';
import { systemClock, type WorkflowOptions } from './workflow.options.js';

/** The connections and queues that the engine lives on. */
export interface EngineParts {
  readonly redis: Redis;
  /** Connections of their own: one that subscribes can do nothing else. */
  readonly subscriber: Redis;
  readonly stopsHeard: Redis;
  readonly root: Queue<RunJobData>;
  readonly flows: FlowProducer;
  readonly registry: AgentRegistry;
  readonly listeners: ListenerRegistry;
  readonly options: WorkflowOptions;
}

/** The engine's parts, wired: the one place that knows how they hang together. */
export type Engine = ReturnType<typeof assembleEngine>;

export function assembleEngine(parts: EngineParts) {
  const { redis, subscriber, stopsHeard, root, flows, registry, listeners, options } = parts;
  const clock = options.clock ?? systemClock;
  const { logger } = options;
  const keys = new RunKeys(options.queuePrefix ?? 'wf');
  const store = new RunStore(redis, keys, new Codec(options.encryptionKeys));
  const queues = new WorkflowQueues(root, flows, redis, keys.prefix);
  const definitions = new DefinitionStore(redis, keys, clock);
  const plans = new PlanCache(definitions);
  const mutexes = new Mutexes(store, queues, clock);
  const runSlots = new RunSlots(store, queues, plans, clock);
  const bothSlots = { mutexes, runs: runSlots };
  const committer = new RunCommitter(store, mutexes);
  const active = new ActiveAttempts();

  const complianceKeys = new ComplianceKeys(options.queuePrefix ?? 'wf');
  const suppression = new Suppression(redis, complianceKeys);
  const ledger = new SendLedger(redis, complianceKeys);
  const gate = new Gate(redis, complianceKeys, suppression, options.sending);
  const resolveStep = new ResolveStep(store, plans, queues, ledger, clock);
  const door = new SendDoor(gate, ledger, new SendRecorder(ledger, suppression, resolveStep));

  const progress = new ProgressWriter(redis, keys);
  const attempts = new AttemptRunner(
    registry,
    options.agentSettings ?? new DefaultAgentSettings(),
    { door, ledger },
    progress,
    clock,
    logger,
  );
  const startRun = new StartRun(
    store,
    new LatestVersions(definitions),
    plans,
    queues,
    runSlots,
    new StateRoom(redis, clock),
    { sandbox: options.sandbox ?? [] },
    clock,
    logger,
  );
  const stops = new StopRun(store, queues, runSlots, clock);
  const callOffChildren = new CallOffChildren(store, stops);
  const parents = new TellParent(store, queues, clock, logger);
  const box = new SignalBox(store);
  const disarm = new Disarm(store, box);
  const callOff = new CallOff(store, plans, queues, disarm, callOffChildren, bothSlots);
  const contexts = new StepContexts(store);
  const ender = new StepEnder(store, contexts, committer, queues, callOff, clock);
  const settler = new StepSettler(store, queues, contexts, ender, attempts, clock, logger);
  const waits = new WaitRunner(store, box, disarm, ender, settler, clock);
  const children = new ChildRunner(store, committer, new StartChild(startRun), callOffChildren, settler, clock);
  const cache = new OutputCache(store, registry, logger);
  const containerEnder = new ContainerEnder(store, queues, ender);
  const tally = new InstanceTally(store, queues, contexts, clock);
  const instanceEnds = new InstanceEnds(
    store,
    new MapItems(store, tally, containerEnder),
    new LoopIterations(tally, containerEnder),
    containerEnder,
  );
  const containers = new ContainerRunner(store, queues, committer, contexts, instanceEnds, containerEnder, clock);
  const steps = new StepRunner(
    store,
    queues,
    { attempts, waits, children, containers },
    { mutexes, cache },
    settler,
    instanceEnds,
    contexts,
    clock,
  );
  const compensation = new Compensation(registry, committer, clock);
  const healer = new HealRun(store, contexts, committer, clock, logger);
  const family = { callOff: callOffChildren, parents };
  const finisher = new RunFinisher(
    store,
    queues,
    plans,
    healer,
    compensation,
    disarm,
    family,
    bothSlots,
    clock,
    logger,
  );
  const undo = new UndoRunner(contexts, committer, attempts, clock, logger);
  const notify = new NotifyRunner(store, committer, attempts, clock, logger);
  const workers = new Workers(
    { steps, undo, notify, finisher },
    plans,
    active,
    workersOptions(options, redis, keys),
    clock,
    logger,
  );
  const trimRuns = new TrimRuns(store, options.retention ?? defaultRetention, clock, logger);
  const sweeping = { ...defaultSweeper, ...options.sweeper };
  const slots = new SlotSweep(store, mutexes, runSlots, sweeping, clock);
  const sweeper = new Sweeper(store, queues, trimRuns, slots, sweeping, logger);
  const ticker = new Ticker(store, queues, stops, callOff, parents, options.tickMs ?? 1_000, logger);

  const timeline = new Timeline(redis, keys);
  const getRun = new GetRun(store, plans, timeline, new LiveEvents(subscriber, keys, timeline));
  const retention = options.retention ?? defaultRetention;
  const signals = new SignalRun(getRun, store, contexts, plans, queues, box, progress, clock, {
    keepSeconds: retention.days * 86_400,
  });
  const triggerCounters = new TriggerCounters();
  const scheduleClock = new ScheduleClock(
    redis,
    keys,
    new StartDue(redis, keys, definitions, plans, startRun, triggerCounters, logger),
    options.clock ?? { now: () => redisNow(redis) },
    options.tickMs ?? 1_000,
    triggerCounters,
    logger,
  );
  const inboxKeys = new InboxKeys(options.queuePrefix ?? 'wf');
  const webhookCounters = new WebhookCounters();
  const triggers = new TriggerIndex(new PublishedTriggerSource(definitions));
  const emitEvent = new EmitEvent(triggers, new EventDecisions(redis, keys), plans, startRun, triggerCounters, logger);
  const inboxProcessor = new InboxProcessor(
    redis,
    inboxKeys,
    [
      new OptOutHandler(suppression),
      new SendStatusHandler(ledger, resolveStep),
      new SignalHandler(signals),
      new TriggerHandler(triggers, new TriggeredStart(startRun)),
    ],
    webhookCounters,
    logger,
  );
  const toldListeners = new TellListeners(listeners, store, logger);
  const listenersReader = new OutboxReader({
    ...{ redis, keys, group: 'listeners', logger },
    handle: (event) => toldListeners.tell(event),
  });
  return {
    active,
    cache,
    approveStep: new ApproveStep(getRun, store, plans, committer, queues, clock),
    cancelRun: new CancelRun(getRun, stops),
    clock,
    definitions,
    emitEvent,
    getRun,
    inbox: new Inbox(redis, inboxKeys),
    inboxProcessor,
    keys,
    ledger,
    listenersReader,
    listRuns: new ListRuns(store),
    mutexes,
    plans,
    publishDefinition: new PublishDefinition(registry, definitions, approverRoles),
    queues,
    resolveStep,
    scheduleClock,
    runSlots,
    signals,
    slots,
    startRun,
    stopsHeard,
    store,
    subscriber,
    suppression,
    sweeper,
    ticker,
    triggerCounters,
    trimRuns,
    webhookCounters,
    workers,
  };
}

function workersOptions(options: WorkflowOptions, redis: Redis, keys: RunKeys) {
  return {
    connection: redis,
    prefix: keys.prefix,
    concurrency: options.concurrency ?? 20,
    lockMs: options.lockMs ?? 10_000,
    stalledMs: options.stalledMs ?? 5_000,
    inline: { ...defaultInline, ...options.inline },
  };
}
