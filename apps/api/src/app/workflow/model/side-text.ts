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
  const place = findStep(plan, path);
  const control = place && containerOf(place.planned);
  // A run that is being ended counts no instances that nobody goes on with.
  if (control === undefined || !startsStep(plan, side.run.stop, topOf(path))) return text.join(' ');
  if (control.kind !== 'interleave') text.push(`counts ${side.counts(path).join('/')}`);
  const open = side.openInstances(path).toSorted();
  text.push(`open ${open.map((instance) => `${instance}${failureText(side, instance)}`).join()}`);
  return text.join(' ');
}

function failureText(side: RunSide, instance: string): string {
  const reason = side.failure(instance);
  return reason === undefined ? '' : `!${reasonText(reason)}`;
}

function reasonText({ code, stepId }: Reason): string {
  return `${code}(${stepId})`;
}
