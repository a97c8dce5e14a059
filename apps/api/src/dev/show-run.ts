import type { Run, RunReport, StepState, TimelineEvent } from '@workflow/contract';
import type { ApiCaller } from './api-caller.js';

/** Types of event that show a step's progress, and what they are called on screen. */
const shown: Readonly<Record<string, string>> = {
  'step.started': 'started',
  'step.retried': 'retried',
  'step.completed': 'completed',
  'step.skipped': 'skipped',
  'step.failed': 'failed',
  'step.cancelled': 'cancelled',
  'step.unknown': 'unknown',
  'step.compensated': 'undone',
  'step.undo_failed': 'not undone',
};

/** The longest output that is printed on one line. */
const maxOutput = 220;

/** Prints each step as it happens, with its output, then the run's report; gives the run as it ended. */
export async function showRun(api: ApiCaller, runId: string, print: (line: string) => void): Promise<Run> {
  for await (const event of api.events<TimelineEvent>(`/runs/${runId}/events`)) {
    const word = shown[event.type];
    if (word !== undefined) print(await lineOf(api, runId, event, word));
  }
  const run = await api.call<Run>(`/runs/${runId}`);
  print(`${run.workflowId} ${runId} ${run.status}${run.error === undefined ? '' : `: ${run.error.message}`}`);
  printReport(await api.call<RunReport>(`/runs/${runId}/report`), print);
  return run;
}

async function lineOf(api: ApiCaller, runId: string, event: TimelineEvent, word: string): Promise<string> {
  const head = `  ${(event.stepId ?? '').padEnd(12)} ${word.padEnd(10)}`;
  if (event.type !== 'step.completed') return `${head} ${reasonOf(event)}`.trimEnd();
  const { steps } = await api.call<Run>(`/runs/${runId}`);
  const step = steps.find(({ stepId }) => stepId === event.stepId);
  return `${head} ${tookMs(step)} ${clip(JSON.stringify(step?.output))}`;
}

function reasonOf({ data, attempt }: TimelineEvent): string {
  const { code, message } = (data ?? {}) as { code?: string; message?: string };
  if (code === undefined) return attempt !== undefined && attempt > 1 ? `attempt ${attempt}` : '';
  return `${code}: ${message ?? ''}`;
}

function printReport(report: RunReport, print: (line: string) => void): void {
  const { execution, performance, errors, recommendations, notBuilt } = report;
  const cost = performance.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  print(
    `report: ${execution.status} in ${execution.durationMs ?? 0} ms, ${performance.length} steps, USD ${cost.toFixed(4)}`,
  );
  for (const step of performance) {
    const facts = [step.status, `${step.attempts} attempt(s)`, `${step.runningMs ?? 0} ms`, usd(step.costUsd)];
    print(`  ${step.stepId.padEnd(12)} ${facts.filter((fact) => fact !== '').join(', ')}`);
  }
  for (const { stepId, code, message } of errors) print(`  error ${stepId ?? ''} ${code}: ${message}`);
  for (const recommendation of recommendations) print(`  advice: ${recommendation}`);
  if (notBuilt.length > 0) print(`  not in this report yet: ${notBuilt.join(', ')}`);
  if (execution.sandbox.length > 0) print(`  sandbox: ${execution.sandbox.join(', ')} (nothing was really sent)`);
}

function tookMs(step: StepState | undefined): string {
  if (step?.startedAt === undefined || step.finishedAt === undefined) return '';
  return `${Date.parse(step.finishedAt) - Date.parse(step.startedAt)} ms`;
}

function usd(cost: number | undefined): string {
  return cost === undefined ? '' : `USD ${cost.toFixed(4)}`;
}

function clip(text: string | undefined): string {
  if (text === undefined) return '';
  return text.length > maxOutput ? `${text.slice(0, maxOutput)}…` : text;
}
