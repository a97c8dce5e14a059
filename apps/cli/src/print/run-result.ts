import type { Run } from '@workflow/contract';
import type { Io } from '../io.js';
import { paint } from './paint.js';
import { printable } from './printable.js';
import { runLine } from './step-line.js';

/** How a run ended and what it gave, on stdout. */
export function printResult(io: Io, run: Run, isJson: boolean): void {
  if (isJson) {
    printJson(io, run);
    return;
  }
  const colours = paint(io.stdout, io.env);
  const lines = [runLine(run, io.now(), colours)];
  if (run.parent !== undefined) lines.push(`  child of ${run.parent.runId} ${printable(run.parent.stepId)}`);
  for (const { stepId, childRunId } of run.steps) {
    if (childRunId !== undefined) lines.push(`  ${printable(stepId)} started ${childRunId}`);
  }
  if (run.error !== undefined) lines.push(`  ${colours.red(run.error.code)} ${printable(run.error.message)}`);
  if (run.waitsFor !== undefined) lines.push(`  ${run.waitsFor.code} ${printable(run.waitsFor.message)}`);
  for (const [name, value] of Object.entries(run.outputs ?? {}))
    lines.push(`  ${printable(name)}: ${printable(JSON.stringify(value))}`);
  for (const [name, reason] of Object.entries(run.missingOutputs ?? {}))
    lines.push(`  ${printable(name)}: absent, ${printable(reason)}`);
  for (const { code, message, stepId } of run.notUndone ?? [])
    lines.push(`  not undone: ${printable(`${stepId ?? ''} ${code} ${message}`)}`);
  io.stdout.write(`${lines.join('\n')}\n`);
}

/** One JSON document on stdout. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, undefined, 2) ?? 'null'}\n`);
}
