import { readdir, readFile } from 'node:fs/promises';
import { sandboxLine, showRun, startDemo, type ApiCaller, type Demo } from '@workflow/api/dev';
import type { Run } from '@workflow/contract';
import type { Case, World } from './case.js';

/** Where the definition and the inputs of a case lie. */
export const folderOf = (name: string) => new URL(`../../../docs/examples/${name}/`, import.meta.url);

/** A case that is up: its world, and an application with its agents. */
export interface LiveCase<W extends World> {
  readonly world: W;
  readonly demo: Demo;
  close(): Promise<void>;
}

/** Starts the application over a world, under keys of its own: what runs beside it in the same Redis is not touched. */
export async function startCase<W extends World>(world: W, queuePrefix: string): Promise<LiveCase<W>> {
  const demo = await startDemo({ anyPort: true, queuePrefix, features: world.features });
  return {
    world,
    demo,
    close: async () => {
      await demo.close();
      await world.close();
    },
  };
}

/** The definition of a case, in YAML. */
export async function definitionOf(name: string): Promise<string> {
  return readFile(new URL('workflow.yaml', folderOf(name)), 'utf8');
}

/** Publishes the case's definition and starts it on inputs; gives the id of the run. */
export async function startRun(api: ApiCaller, name: string, trigger: object): Promise<string> {
  const { id } = await api.publish(await definitionOf(name));
  const { runId } = await api.call<{ runId: string }>(`/workflows/${id}/runs`, { trigger });
  return runId;
}

/** Inputs by name. @throws Error naming those that there are */
export async function inputsOf(name: string, inputs: string): Promise<object> {
  const folder = new URL('inputs/', folderOf(name));
  const known = (await readdir(folder)).map((file) => file.replace(/\.json$/, ''));
  if (!known.includes(inputs)) throw new Error(`The case ${name} has no inputs ${inputs}; it has ${known.join(', ')}.`);
  return JSON.parse(await readFile(new URL(`${inputs}.json`, folder), 'utf8')) as object;
}

/** Runs a case once, printing each step as it happens, the report, the outputs, and how the world stands then. */
export async function runCase(
  chosen: Case,
  inputs: string,
  print: (line: string) => void,
  queuePrefix = `example-${chosen.name}`,
): Promise<Run> {
  const trigger = await inputsOf(chosen.name, inputs);
  const live = await startCase(await chosen.start(), queuePrefix);
  try {
    print(sandboxLine(live.demo));
    const runId = await startRun(live.demo.api, chosen.name, trigger);
    print(`started   ${runId} on ${JSON.stringify(trigger)}`);
    const run = await showRun(live.demo.api, runId, print);
    for (const [name, value] of Object.entries(run.outputs ?? {})) print(`output    ${name}: ${textOf(value)}`);
    for (const line of await live.world.stands()) print(line);
    return run;
  } finally {
    await live.close();
  }
}

/** The longest output that is no text and is printed whole. */
const longestJson = 220;

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const json = JSON.stringify(value);
  return json.length > longestJson ? `${json.slice(0, longestJson)}…` : json;
}
