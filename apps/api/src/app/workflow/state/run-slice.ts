/** Which fields a record holds that was not read whole. What is not among them is unknown, and not absent. */
export interface RunSlice {
  readonly fields: ReadonlySet<string>;
  /** Containers of which every instance is known, by their paths. */
  readonly containers: ReadonlyMap<string, KnownInstances>;
}

export interface KnownInstances {
  /** The stored number of those that had been opened when they were looked for. */
  readonly opened: string;
  readonly paths: readonly string[];
}

/** Fields of a run whatever a slice of it is for: how it stands, and how it is being ended. */
export const headFields = ['st', 'stop', 'of', 'wf', 'v', 'by'] as const;

export function sliceOf(
  fields: Iterable<string>,
  containers: ReadonlyMap<string, KnownInstances> = new Map(),
): RunSlice {
  return { fields: new Set([...headFields, ...fields]), containers };
}

/** Something was asked of a slice that it does not hold: it is to be asked of more of the run. */
export class OutsideSlice extends Error {
  constructor(readonly what: string) {
    super(`'${what}' lies outside what was read of the run.`);
    this.name = 'OutsideSlice';
  }
}
