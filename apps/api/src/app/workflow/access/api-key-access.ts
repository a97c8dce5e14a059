import { createHash, timingSafeEqual } from 'node:crypto';
import type { AccessPort, AccessRequest } from './access-port.js';
import type { Principal } from './principal.js';
import type { Role } from './role.js';

/** One entry of `WORKFLOW_API_KEYS`. */
export interface ApiKey {
  readonly key: string;
  readonly team: string;
  readonly role: Role;
  readonly name: string;
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/**
 * The key of a request: `X-API-Key`, else `Authorization: Bearer`. A request with two different keys names nobody.
 */
export function presentedKey(headers: AccessRequest['headers']): string | undefined {
  const own = headers['x-api-key'];
  const authorization = headers['authorization'];
  if (Array.isArray(own) || Array.isArray(authorization)) return undefined;
  const bearer = authorization === undefined ? undefined : /^bearer +(\S+)$/i.exec(authorization)?.[1];
  if (own !== undefined && bearer !== undefined && own !== bearer) return undefined;
  return own ?? bearer;
}

/** Keys from configuration. Keeps their digests alone, and compares with all of them in constant time. */
export class ApiKeyAccess implements AccessPort {
  private readonly known: readonly { readonly digest: Buffer; readonly principal: Principal }[];

  /** @throws when one key stands twice */
  constructor(keys: readonly ApiKey[]) {
    this.known = keys.map(({ key, team, role, name }) => ({
      digest: digest(key),
      principal: { teamId: team, role, name },
    }));
    if (new Set(this.known.map((entry) => entry.digest.toString('hex'))).size !== keys.length) {
      throw new Error('WORKFLOW_API_KEYS holds the same key twice; each caller needs its own.');
    }
  }

  async authenticate({ headers }: AccessRequest): Promise<Principal | undefined> {
    const key = presentedKey(headers);
    if (key === undefined) return undefined;
    const presented = digest(key);
    let found: Principal | undefined;
    for (const entry of this.known) {
      if (timingSafeEqual(entry.digest, presented)) found = entry.principal;
    }
    return found;
  }
}
