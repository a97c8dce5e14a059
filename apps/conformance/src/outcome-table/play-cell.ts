import type { Act, Observation, PatternCase } from '../pattern.js';
import { nameOf, type Cell } from './cell.js';
import { edgeEnds, type EdgeEnd, type EdgeSource } from './edge-ends.js';

const act = { agent: 'PLAYER', action: 'act' };

interface Edge extends EdgeSource {
  readonly id: string;
  readonly end: EdgeEnd;
  readonly isLater: boolean;
}

/** A cell as a case: one run, whose edges end in their order. `id` names its workflow. */
export function caseOf(cell: Cell, id: string): PatternCase {
  const edges = edgesOf(cell);
  const edgeIds = edges.map((edge) => edge.id);
  const seen = edgeIds.map((edge) => `{{steps.${edge}.status}}`).join(' ');
  const { join, onDead, comes } = cell;
  const steps = [
    ...edges.flatMap((edge, index) => (isHeld(edge, index) ? [waitOf(edge), ...edge.steps] : edge.steps)),
    { id: 'join', ...act, inputs: { gives: seen }, dependsOn: { steps: edgeIds, join, ...(onDead && { onDead }) } },
    { id: 'after', ...act, dependsOn: ['join'] },
  ];
  return {
    name: nameOf(cell),
    definition: JSON.stringify({ id, steps, outputs: { sees: '{{steps.join.output}}' } }),
    script: scriptOf(cell, edges),
    expected: {
      status: comes.run.split(' ', 1)[0] as string,
      steps: {},
      order:
        comes.join === 'completed'
          ? edges.flatMap((edge) => (hasEnded(edge) ? [[edge.ended[1], 'join'] as const] : []))
          : [],
    },
  };
}

/** What became of a run, in words that a cell can name. */
export interface Told {
  /** `failed BROKEN (a)`: the status, and the code and the step of its error. */
  readonly run: string;
  /** `skipped UPSTREAM_FAILED`: the status, and the code of its reason; of every step. */
  readonly steps: Readonly<Record<string, string>>;
  /** Steps that failed, and that nothing but a join can have taken off the run. */
  readonly off: readonly string[];
  readonly sees?: unknown;
}

/** What a cell says of its run. */
export function expectationOf(cell: Cell): Told {
  const edges = edgesOf(cell);
  const { run, join, after = afterOf(join), live = 'live', beside = 'completed', off = [], sees } = cell.comes;
  const steps: Record<string, string> = { join, after };
  for (const [index, edge] of edges.entries()) {
    if (isHeld(edge, index)) steps[waitOf(edge).id] = 'completed';
    if (edge.beside !== undefined) steps[edge.beside] = beside;
    Object.assign(steps, edge.end === 'live' ? { [edge.id]: live } : edge.ends);
  }
  return { run, steps, off, ...(sees !== undefined && { sees }) };
}

/** The same of a run as it was seen. */
export function tell(cell: Cell, { status, error, steps, outputs }: Observation): Told {
  const forgiven = new Set(edgesOf(cell).flatMap(({ id, isForgiven }) => (isForgiven ? [id] : [])));
  const told = Object.entries(steps).map(([path, step]) => [path, textOf(step.status, step.code)] as const);
  const failed = Object.keys(steps).filter((path) => steps[path]?.status === 'failed' && !forgiven.has(path));
  return {
    run: textOf(status, error && (error.stepId === undefined ? error.code : `${error.code} (${error.stepId})`)),
    steps: Object.fromEntries(told),
    off: status === 'completed' ? failed : [],
    ...(cell.comes.sees !== undefined && { sees: (outputs as { readonly sees?: unknown }).sees }),
  };
}

function edgesOf({ edges, later = [] }: Cell): Edge[] {
  return [...edges, ...later].map((end, index): Edge => {
    const id = 'abcdefgh'.charAt(index);
    const begin = index === 0 ? {} : { dependsOn: [`go-${id}`] };
    return { id, end, isLater: index >= edges.length, ...edgeEnds[end](id, begin) };
  });
}

/** The first begins with the run; each further one when it is let go. */
function isHeld({ end }: Edge, index: number): boolean {
  return index > 0 && end !== 'live';
}

/** What holds an edge back. */
function waitOf({ id }: Edge): { readonly id: string; readonly wait: object } {
  return { id: `go-${id}`, wait: { signal: id } };
}

function hasEnded({ end, isLater }: Edge): boolean {
  return end !== 'live' && !isLater;
}

function scriptOf({ comes, isRunCancelled }: Cell, edges: readonly Edge[]): Act[] {
  const script: Act[] = [];
  let moment = (edges[0] as Edge).ended;
  for (const [index, edge] of edges.entries()) {
    if (!isHeld(edge, index)) continue;
    if (edge.isLater && !edges[index - 1]?.isLater) moment = decidedBy(comes.join);
    script.push({ after: moment, signal: edge.id });
    moment = edge.ended;
  }
  return isRunCancelled ? [...script, { after: moment, cancel: true }] : script;
}

function decidedBy(join: string): readonly [type: string, path: string] {
  return [`step.${join.split(' ', 1)[0]}`, 'join'];
}

/** What `all` makes of the step before it. */
function afterOf(join: string): string {
  const [status] = join.split(' ');
  if (status === 'completed' || status === 'cancelled') return join;
  return join === 'skipped DEPENDENCY_SKIPPED' ? join : 'skipped UPSTREAM_FAILED';
}

function textOf(status: string, code: string | undefined): string {
  return code === undefined ? status : `${status} ${code}`;
}
