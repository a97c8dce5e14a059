import type { Verb } from './verb.js';

interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  /** False for a verb that the API knows and refuses: only its request is settled. */
  readonly isBuilt: boolean;
  load(): Promise<Verb>;
}

const entry = (name: string, summary: string, load: () => Promise<Verb>): VerbEntry => ({
  name,
  summary,
  isBuilt: true,
  load,
});
const unbuilt = (...of: Parameters<typeof entry>): VerbEntry => ({ ...entry(...of), isBuilt: false });

/** Every verb, in the order in which a person meets them; those that are not built yet come last. */
export const verbs: readonly VerbEntry[] = [
  entry('validate', 'check definitions, offline', async () => (await import('./commands/validate.js')).validate),
  entry(
    'plan',
    'show in which order a definition runs, and why',
    async () => (await import('./commands/plan.js')).plan,
  ),
  entry(
    'eval',
    'evaluate an expression or a template, offline',
    async () => (await import('./commands/eval.js')).evaluate,
  ),
  entry(
    'schema',
    'print the JSON Schema of definitions, for editors',
    async () => (await import('./commands/schema.js')).schema,
  ),
  entry(
    'publish',
    'publish a definition as a new version',
    async () => (await import('./commands/publish.js')).publish,
  ),
  entry('run', 'start a run of a file or a published workflow', async () => (await import('./commands/run.js')).run),
  entry('watch', 'follow a run until it ends', async () => (await import('./commands/watch.js')).watch),
  entry('get', 'show a run and its steps', async () => (await import('./commands/get.js')).get),
  entry('list', 'list runs, newest first', async () => (await import('./commands/list.js')).list),
  entry('report', 'show the report of a run', async () => (await import('./commands/report.js')).report),
  entry(
    'resolve',
    'settle a step whose outcome is unknown',
    async () => (await import('./commands/resolve.js')).resolve,
  ),
  entry(
    'emit',
    'tell the workflows that listen that something happened',
    async () => (await import('./commands/emit.js')).emit,
  ),
  entry('signal', 'send a signal to a run', async () => (await import('./commands/signal.js')).signal),
  entry(
    'approve',
    'approve or reject a step that asks for it',
    async () => (await import('./commands/approve.js')).approve,
  ),
  entry('cancel', 'cancel a run', async () => (await import('./commands/cancel.js')).cancel),
  entry(
    'agents',
    'show who can do what, and with which inputs',
    async () => (await import('./commands/agents.js')).agents,
  ),
  unbuilt('pause', 'pause a run', async () => (await import('./commands/pause.js')).pause),
  unbuilt('resume', 'resume a paused run', async () => (await import('./commands/resume.js')).resume),
  unbuilt('retry', 'run again what failed, as a new run', async () => (await import('./commands/retry.js')).retry),
];
