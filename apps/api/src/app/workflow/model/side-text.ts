import { containerOf, findStep, startsStep, topOf, type Plan, type Reason } from '@workflow/core';
import { countText } from './control-text.js';
import type { RunSide } from './run-sides.js';

/** All that is kept of a run, a line for each of these paths: equal runs give equal texts. */
export function sideText(plan: Plan, side: RunSide, paths: readonly string[]): string {
  const { status, stop, open } = side.run;
  const ending = stop && `${stop.mode} ${reasonText(stop.reason)} spares ${stop.spares?.join()}`;
  // In memory a run begins at once.
  const lines = [
    `run ${status === 'pending' ? 'running' : status}, stop ${ending}, open ${open?.map(reasonText).join()}`,
  ];
  for (const path of paths) lines.push(stepText(plan, side, path));
  return lines.join('\n');
}

function stepText(plan: Plan, side: RunSide, path: string): string {
  const { status, gates, hasFired, ...edges } = side.step(path);
  const text = [path, status, countText(edges), countText(gates), hasFired];
  const reason = side.reason(path);
  const output = side.output(path);
  if (reason !== undefined) text.push(reasonText(reason));
  if (output !== undefined) text.push(JSON.stringify(output));
  // A run that is being ended counts no instances that nobody goes on with.
  if (startsStep(plan, side.run.stop, topOf(path))) text.push(...instancesText(plan, side, path));
  return text.join(' ');
}

/** How many instances a map or a loop has come to; of a container also which of them are open. */
export function instancesText(plan: Plan, side: RunSide, path: string): string[] {
  const place = findStep(plan, path);
  const control = place && containerOf(place.planned);
  if (control === undefined) return [];
  const open = side.openInstances(path).toSorted();
  const opened = `open ${open.map((instance) => `${instance}${failureText(side, instance)}`).join()}`;
  return control.kind === 'interleave' ? [opened] : [`counts ${side.counts(path).join('/')}`, opened];
}

function failureText(side: RunSide, instance: string): string {
  const reason = side.failure(instance);
  return reason === undefined ? '' : `!${reasonText(reason)}`;
}

function reasonText({ code, stepId }: Reason): string {
  return `${code}(${stepId})`;
}
