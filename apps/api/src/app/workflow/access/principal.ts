import type { Role } from './role.js';

/** Who calls: everything is looked up under the team, and the name stands on approvals and the timeline. */
export interface Principal {
  readonly teamId: string;
  readonly role: Role;
  readonly name: string;
}

const principals = new WeakMap<object, Principal>();

/** Remembers who made a request. A guard of the host may say it before ours asks; ours then takes its word. */
export function setPrincipal(request: object, principal: Principal): void {
  principals.set(request, principal);
}

/** Who made the request; undefined for one that nobody has authenticated. */
export function principalOf(request: object): Principal | undefined {
  return principals.get(request);
}
