/** Nest token of the sources in use. */
export const SOURCES_OPTIONS = Symbol('SOURCES_OPTIONS');

/** Definitions name sources; where they are is for the process. */
export interface SourcesOptions {
  /** HTTP APIs by name: the address of the list. */
  readonly apis: Readonly<Record<string, string>>;
  /** Tables by name: the query that reads them. */
  readonly tables: Readonly<Record<string, string>>;
  /** CSV files by name: their paths. */
  readonly files: Readonly<Record<string, string>>;
}
