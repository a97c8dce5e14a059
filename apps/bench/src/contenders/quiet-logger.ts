import type { EngineLogger } from '@workflow/api';

/** What the engine says once, right after the script that ended a run has answered. */
const endMessage = 'run ended';

/** Swallows what is usual, hears runs end, and says on stderr what went wrong. */
export function quietLogger(onRunEnded: (runId: string) => void): EngineLogger {
  const logger: EngineLogger = {
    debug: () => undefined,
    info: (fields, message) => {
      if (message === endMessage && 'runId' in fields && typeof fields.runId === 'string') onRunEnded(fields.runId);
    },
    warn: () => undefined,
    error: (fields, message) => console.error('engine:', message, fields),
    child: () => logger,
  };
  return logger;
}
