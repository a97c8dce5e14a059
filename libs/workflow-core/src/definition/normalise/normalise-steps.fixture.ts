import type { InputDeclaration } from '../definition.js';
import type { JsonObject } from '../json.js';
import { ObjectReader, shapeOf } from '../reading/object-reader.js';
import { plainJson } from '../reading/plain-json.js';
import { Reading } from '../reading/reading.js';
import type { Step } from '../step-kinds.js';
import { normaliseSteps } from './normalise-steps.js';

/** What the normaliser makes of steps, and says of them. */
export interface NormalisedSteps {
  readonly steps: readonly Step[];
  /** `CODE path` of every problem, in the order found. */
  readonly problems: readonly string[];
  readonly messages: readonly string[];
  readonly writtenPath: (normalPath: string) => string;
}

/** Brings steps to the normal form as if all of the language were built. */
export function readSteps(...steps: readonly unknown[]): NormalisedSteps {
  return read({ steps }, [], false);
}

/** As `readSteps`, for tasks of the YAML form. */
export function readTasks(inputs: readonly InputDeclaration[], ...tasks: readonly unknown[]): NormalisedSteps {
  return read({ tasks }, inputs, true);
}

function read(written: object, inputs: readonly InputDeclaration[], isTasks: boolean): NormalisedSteps {
  const reading = new Reading();
  const value = plainJson(written).value as JsonObject;
  const shape = shapeOf('a workflow definition', ['steps'], { tasks: 'steps' });
  const steps = normaliseSteps(new ObjectReader(reading, { written: '', normal: '' }, value, shape), inputs, isTasks);
  return {
    steps,
    problems: reading.problems.map(({ code, path }) => `${code} ${path}`),
    messages: reading.problems.map(({ message }) => message),
    writtenPath: (path) => reading.origins.of(path),
  };
}

/** What steps of every kind have when they say nothing. */
export const plainBase = {
  id: 'a',
  dependsOn: { steps: [], join: 'all', onDead: 'skip' },
  onError: { kind: 'fail' },
} as const;
