import type { Redis } from 'ioredis';

/**
 * Gives a Redis every script again that a client knows. Outside a MULTI ioredis does so by itself when Redis has
 * forgotten one; inside it the answer comes too late for that.
 */
export async function reloadScripts(client: Redis): Promise<void> {
  // The commands that were defined on the client, by name; not part of its declared type.
  const { scriptsSet } = client as unknown as {
    readonly scriptsSet: Readonly<Record<string, { readonly lua: string }>>;
  };
  for (const { lua } of Object.values(scriptsSet)) await client.script('LOAD', lua);
}

/** True for Redis' answer that it does not know a script. */
export function isScriptForgotten(error: unknown): boolean {
  return error instanceof Error && error.message.includes('NOSCRIPT');
}
