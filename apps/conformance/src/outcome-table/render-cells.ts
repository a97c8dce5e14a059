import type { Cell } from './cell.js';
import type { EdgeEnd } from './edge-ends.js';

const words: Readonly<Record<EdgeEnd, string>> = {
  completed: 'completes',
  continued: 'fails under `onError: continue`',
  saved: 'fails, and its fallback completes',
  failed: 'fails for good',
  notSaved: 'fails, and so does its fallback',
  carrier: 'is skipped with `UPSTREAM_FAILED`: what it needs failed',
  unreachable: 'is skipped with `JOIN_UNREACHABLE`: its own join failed',
  skipped: 'is skipped by its condition',
  untaken: 'is the target of a branch that is not taken',
  orphaned: 'is skipped, since what it needs was skipped',
  expired: 'is skipped by its milestone',
  unneeded: 'is a fallback that is not needed',
  beaten: 'is cancelled by another join',
  stopped: 'is cancelled by a step',
  live: 'waits, and never ends by itself',
};

const head = `# Joins, cell by cell

What a join makes of each end of an edge, with the other edges in every order that matters. Each line is a run, and a test: on the rules in memory, and on Redis and BullMQ. The edges end in the order given, one after the other; those behind "then" end after the step of the join has. What the joins mean stands in [control-flow.md](guides/control-flow.md#joins).

The lines are [apps/conformance/src/outcome-table](../apps/conformance/src/outcome-table); a test holds this page to them.

| an edge | its step |
|---|---|
`;

const lines = `
| edge ends as | join | what follows | the edges | the step | the run |
|---|---|---|---|---|---|
`;

/** The document, with a line for each cell. */
export function renderCells(cells: readonly Cell[]): string {
  const legend = Object.entries(words).map(([end, said]) => `| ${end} | ${said} |\n`);
  return `${head}${legend.join('')}${lines}${cells.map(lineOf).join('')}`;
}

function lineOf({ row, column, says, edges, later = [], isRunCancelled, comes }: Cell): string {
  const order = [edges.join(', '), ...(isRunCancelled ? ['then the run is cancelled'] : [])];
  if (later.length > 0) order.push(`then ${later.join(', ')}`);
  const off = (comes.off ?? []).map((stepId) => `\`${stepId}\``).join(', ');
  const run = off === '' ? comes.run : `${comes.run}, without the failure of ${off}`;
  return `| ${[row, column, says, order.join('; '), comes.join, run].join(' | ')} |\n`;
}
