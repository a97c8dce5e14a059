import 'reflect-metadata';
import { SetMetadata } from '@nestjs/common';
import type { Role } from './role.js';

const requiredRole = 'workflow:role';

/** The smallest role that may call a handler, or every handler of a class; `anyone` needs no key. */
export function RequireRole(role: Role | 'anyone'): MethodDecorator & ClassDecorator {
  return SetMetadata(requiredRole, role);
}

/** The role that a handler asks for; undefined when nobody has declared one, which no route of ours may leave. */
export function requiredRoleOf(handler: object, controller: object): Role | 'anyone' | undefined {
  return (Reflect.getMetadata(requiredRole, handler) ?? Reflect.getMetadata(requiredRole, controller)) as
    | Role
    | 'anyone'
    | undefined;
}
