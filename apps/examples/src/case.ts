import type { DynamicModule } from '@nestjs/common';

/** What a worked case needs around the engine: its agents, and the world that they work on. */
export interface World {
  /** The agents of the case, for the application that runs it. */
  readonly features: readonly DynamicModule[];
  /** How the world stands after a run, for people. */
  stands(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A worked case: its definition and its inputs lie in `docs/examples/<name>/`. */
export interface Case {
  readonly name: string;
  start(): Promise<World>;
}
