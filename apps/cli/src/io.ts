/** Where text goes: one of the two streams of the process, or a string in a test. */
export interface Output {
  write(text: string): void;
  /** Colours and redrawing only there. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** Everything of the outside world that a verb may touch, the files it reads aside. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Results. */
  readonly stdout: Output;
  /** Progress, hints and errors. */
  readonly stderr: Output;
  readonly fetch: typeof fetch;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `act` again and again; the answer stops it. */
  every(ms: number, act: () => void): () => void;
  /** Aborts on Ctrl-C. Until it is asked for the first time, Ctrl-C simply ends the process. */
  interruption(): AbortSignal;
}
