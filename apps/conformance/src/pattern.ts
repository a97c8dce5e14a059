/** One of the 43 control-flow patterns, with what shows it, or why the language cannot say it. */
export type Pattern = {
  readonly number: number;
  readonly name: string;
  /** How a definition says it. */
  readonly says: string;
} & ({ readonly cases: readonly PatternCase[] } | { readonly notSupported: string });

/** A definition, what the test does to its run, and what must follow. */
export interface PatternCase {
  readonly name: string;
  /** YAML. Its agents are players: what they do stands in the inputs. */
  readonly definition: string;
  /** Workflows that it starts as child runs. */
  readonly children?: readonly string[];
  readonly trigger?: object;
  readonly script?: readonly Act[];
  readonly expected: Expected;
}

/** Something that the test does as soon as an event is in the run's history. */
export type Act = { readonly after: readonly [type: string, path: string] } & (
  | { readonly signal: string; readonly payload?: unknown }
  | { readonly cancel: true }
);

export interface Expected {
  readonly status: string;
  /** By path: the status, or the code of its reason where it did not complete. Steps that are not named may be anything. */
  readonly steps: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Why declared outputs are absent. */
  readonly missing?: Readonly<Record<string, string>>;
  /** Pairs of paths: the first ended before the second began. */
  readonly order?: readonly (readonly [before: string, after: string])[];
  /** Steps of which no two were under way at once. */
  readonly apart?: readonly string[];
  /** How its child runs ended, by status. */
  readonly children?: Readonly<Record<string, number>>;
}

/** What a run came to, seen the same way wherever it ran. */
export interface Observation {
  readonly status: string;
  readonly steps: Readonly<Record<string, { readonly status: string; readonly code?: string }>>;
  readonly outputs: unknown;
  readonly missing: Readonly<Record<string, string>>;
  /** Why the run ended as it did, where it did not simply complete. */
  readonly error?: { readonly code: string; readonly stepId?: string };
  readonly events: readonly { readonly type: string; readonly stepId?: string }[];
  readonly children: readonly string[];
  /** Keys of queues, and of waits for signals, that still name the run or a child of it. */
  readonly leftovers: readonly string[];
}

/** Runs one case; gives what came of it, or throws. */
export type Way = (one: PatternCase) => Promise<Observation>;

/** What a pattern came to in one way. */
export type Verdict = 'pass' | 'fail' | 'not run' | 'not supported';
