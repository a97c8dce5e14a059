import type { RunReport } from '@workflow/contract';
import type { Io } from '../io.js';
import { duration } from './duration.js';
import { paint } from './paint.js';
import { printable } from './printable.js';
import { statusWord } from './run-status.js';
import { table } from './table.js';

/** A run report, section by section, on stdout. */
export function printReport(io: Io, report: RunReport): void {
  const colours = paint(io.stdout, io.env);
  const { execution, performance, errors, recommendations, notBuilt } = report;
  const counts = Object.entries(execution.steps).map(([status, count]) => `${count} ${status}`);
  const took = execution.durationMs === undefined ? [] : [duration(execution.durationMs)];
  const lines = [
    `${colours.bold(`${execution.workflowId} v${execution.version}`)}  ${report.runId}`,
    [statusWord(execution.status, colours), ...took, ...counts].join('  '),
  ];
  if (execution.parent !== undefined)
    lines.push(`child of ${execution.parent.runId} ${printable(execution.parent.stepId)}`);
  if (execution.sandbox.length > 0) lines.push(`sandbox: ${printable(execution.sandbox.join(', '))}`);
  section('Steps', stepRows(performance));
  section(
    'Child runs',
    performance.flatMap(({ stepId, childRunId }) =>
      childRunId === undefined ? [] : [`${printable(stepId)}  ${childRunId}`],
    ),
  );
  section(
    'Errors',
    errors.map(({ at, stepId, attempt, code, message }) =>
      printable(
        [at, stepId, attempt === undefined ? '' : `attempt ${attempt}`, code, message].filter(Boolean).join('  '),
      ),
    ),
  );
  section('Recommendations', recommendations.map(printable));
  section('Not built yet', notBuilt.map(printable));
  io.stdout.write(`${lines.join('\n')}\n`);

  function section(title: string, rows: readonly string[]): void {
    if (rows.length > 0) lines.push('', colours.bold(title), ...rows.map((row) => `  ${row}`));
  }
}

function stepRows(performance: RunReport['performance']): string[] {
  if (performance.length === 0) return [];
  const span = (ms: number | undefined): string => (ms === undefined ? '-' : duration(ms));
  const rows = performance.map(({ stepId, status, attempts, queuedMs, runningMs, costUsd }) => [
    printable(stepId),
    status,
    String(attempts),
    span(queuedMs),
    span(runningMs),
    costUsd === undefined ? '-' : `$${costUsd.toFixed(4)}`,
  ]);
  return table([['STEP', 'STATUS', 'ATTEMPTS', 'QUEUED', 'RAN', 'COST'], ...rows]);
}
