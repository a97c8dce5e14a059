/** A span as a person says it: `420 ms`, `3.2 s`, `2 min 05 s`, `3 h 07 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const seconds = Math.floor(ms / 1_000);
  if (ms < 3_600_000) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two(Math.floor(seconds / 60) % 60)} min`;
}

/** Time of day in UTC, `14:03:07`. */
export function timeOfDay(at: string): string {
  return at.slice(11, 19);
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
