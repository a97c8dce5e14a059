import { inputMismatch } from '../definition/input-mismatch.js';
import type { InputDeclaration, WorkflowDefinition } from '../definition/definition.js';
import { pointerTo } from '../definition/json-pointer.js';
import type { JsonObject } from '../definition/json.js';
import { showValue } from '../definition/reading/show-value.js';
import { nearestName } from '../expression/nearest-name.js';
import { isSchedule } from '../schedule/named-schedules.js';
import { cronProblem, isTimezone } from '../schedule/schedule-times.js';
import type { Findings } from './findings.js';
import { didYouMean } from './name-hints.js';

/** A day that never comes is looked for through the centuries, which must not hold up a publication for long. */
const mostSchedules = 50;

/** Refuses schedules that never start, and those whose runs would be refused each time. */
export function checkSchedules({ inputs, triggers }: WorkflowDefinition, findings: Findings): void {
  if (triggers.filter(isSchedule).length > mostSchedules) {
    findings.refuse('TOO_LARGE', '/triggers', `A workflow has at most ${mostSchedules} schedules.`);
    return;
  }
  for (const [index, trigger] of triggers.entries()) {
    if (!isSchedule(trigger)) continue;
    const { cron, timezone } = trigger.schedule;
    checkCron(cron, `/triggers/${index}/schedule/cron`, findings);
    checkTimezone(timezone, `/triggers/${index}/schedule/timezone`, findings);
    checkInputs(inputs, trigger.inputs, `/triggers/${index}/inputs`, findings);
  }
}

function checkCron(cron: string, path: string, findings: Findings): void {
  // What has no five fields was refused by its shape.
  if (cron === '') return;
  const problem = cronProblem(cron);
  if (problem !== undefined) findings.refuse('INVALID_VALUE', path, `\`${cron}\` is no time to start at. ${problem}`);
}

function checkTimezone(timezone: string, path: string, findings: Findings): void {
  if (isTimezone(timezone)) return;
  const hint = nearestName(timezone, Intl.supportedValuesOf('timeZone'));
  findings.refuse('INVALID_VALUE', path, `There is no time zone \`${timezone}\`${didYouMean(hint)}`, hint);
}

/** What a template gives is known when the run starts, and refused then. */
function checkInputs(
  declared: readonly InputDeclaration[],
  given: JsonObject,
  place: string,
  findings: Findings,
): void {
  for (const { name, type, required, default: fallback } of declared) {
    const path = pointerTo(place, name);
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) {
      if (!required || fallback !== undefined || name === '') continue;
      findings.refuse(
        'MISSING_FIELD',
        path,
        `The workflow requires the input \`${name}\`, which the schedule leaves out.`,
      );
      continue;
    }
    const wanted = JSON.stringify(value).includes('{{') ? undefined : inputMismatch(type, value);
    if (wanted === undefined) continue;
    findings.refuse('INVALID_VALUE', path, `The input \`${name}\` must be ${wanted}; found ${showValue(value)}.`);
  }
}
