import { roles, type Role } from './role.js';
import { routes } from './routes.js';

/** The roles whose holders may answer an approval, from the smallest. */
export const approverRoles: readonly Role[] = roles.slice(roles.indexOf(routes.approveStep.role));
