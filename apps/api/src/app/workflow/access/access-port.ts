import type { Principal } from './principal.js';

/** What an answer to "who is this?" may be found from. */
export interface AccessRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly ip?: string;
  readonly method: string;
  /** Path without its query. */
  readonly path: string;
  /** The adapter's own request, for a host whose guard left a user on it. */
  readonly request: object;
}

/** Says who calls. A host replaces it by its own under `ACCESS_PORT`. */
export interface AccessPort {
  /** Undefined when nobody valid is named: answered with 401. A throw is answered with 503, and logged. */
  authenticate(request: AccessRequest): Promise<Principal | undefined>;
}

export const ACCESS_PORT = Symbol('workflow:access');
