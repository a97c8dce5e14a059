/** How the process ends; scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** Problems were found, the run failed, or the API refused the verb. */
  failed: 1,
  /** The command line makes no sense, or a file could not be read. */
  unreadable: 2,
  /** Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
