import type { z } from 'zod';
import type { RunLinks } from './run.js';

/** Where the parts of a run are, below the host's prefix (`/api`, or empty). */
export function runLinks(runId: string, prefix = '/api'): z.infer<typeof RunLinks> {
  const self = `${prefix}/runs/${runId}`;
  return { self, timeline: `${self}/timeline`, events: `${self}/events`, report: `${self}/report` };
}
