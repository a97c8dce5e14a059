import type { RunKeys } from '../run-keys.js';
import { runMember } from '../run-keys.js';
import { loadScript, type ScriptRunner } from '../script.js';

const script = loadScript(new URL('./open-map.lua', import.meta.url), 2);

export interface MapOpening {
  readonly teamId: string;
  readonly runId: string;
  /** The path of the map. */
  readonly map: string;
  readonly token: number;
  readonly now: number;
  readonly items: number;
  /** Instances that are open at once. */
  readonly window: number;
  /** Ids of the steps that begin an instance. */
  readonly first: readonly string[];
}

export type MapOpeningReply =
  /** Instances 0 to `count` are open, by this call or by one before. */
  { readonly kind: 'open'; readonly count: number } | { readonly kind: 'stopped' } | { readonly kind: 'fenced' };

/** Opens the first instances of a map whose items are stored, atomically; safe to send twice. */
export async function openMap(redis: ScriptRunner, keys: RunKeys, map: MapOpening): Promise<MapOpeningReply> {
  const { teamId, runId } = map;
  const reply = (await script.run(
    redis,
    [keys.run(teamId, runId), keys.timeline(teamId, runId)],
    [map.map, map.token, map.now, keys.moved, runMember(teamId, runId), map.items, map.window, map.first.join(',')],
  )) as number;
  if (reply > 0) return { kind: 'open', count: reply };
  return reply === 0 ? { kind: 'stopped' } : { kind: 'fenced' };
}
