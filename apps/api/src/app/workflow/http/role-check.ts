import { Injectable, type OnModuleInit, type Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { requiredRoleOf } from '../access/require-role.decorator.js';
import { WorkflowAccessGuard } from '../access/workflow-access.guard.js';

/** Refuses to boot when a handler behind our guard has not said which role may call it. */
@Injectable()
export class RoleCheck implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  /** @throws naming every such handler */
  onModuleInit(): void {
    const controllers = new Set<Type>();
    for (const module of this.modules.values()) {
      for (const { metatype } of module.controllers.values()) if (metatype) controllers.add(metatype as Type);
    }
    const bare = [...controllers].flatMap((controller) => handlersWithoutRole(controller));
    if (bare.length > 0) {
      throw new Error(`No role is declared for ${bare.join(', ')}: put @RequireRole(…) on the handler or its class.`);
    }
  }
}

/** `Class.method` of each route behind our guard that declares no role. */
export function handlersWithoutRole(controller: Type): string[] {
  const prototype = controller.prototype as Record<string, unknown>;
  const names = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  return names.flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown;
    if (typeof handler !== 'function' || Reflect.getMetadata('path', handler) === undefined) return [];
    const guards = [controller, handler].flatMap((at) => (Reflect.getMetadata('__guards__', at) ?? []) as unknown[]);
    if (!guards.includes(WorkflowAccessGuard)) return [];
    return requiredRoleOf(handler, controller) === undefined ? [`${controller.name}.${name}`] : [];
  });
}
