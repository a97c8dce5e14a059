import 'reflect-metadata';
import {
  applyDecorators,
  Controller,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ExecutionContext,
} from '@nestjs/common';
import type { AnswerOf, InputOf, Route } from '@workflow/contract';
import { RequireRole } from '../../access/require-role.decorator.js';
import { WorkflowAccessGuard } from '../../access/workflow-access.guard.js';
import { CorrelationInterceptor } from '../correlation.interceptor.js';
import { WorkflowErrorFilter } from '../errors/workflow-error.filter.js';
import type { HttpRequest } from '../adapter.js';
import { StateGuard } from '../state.guard.js';
import { InputPipe, type Unchecked } from './input.pipe.js';

const servedRoute = 'workflow:route';

/** A controller of this API: guard, error filter and correlation id stand on it alone, never on a host's own routes. */
export function WorkflowController(): ClassDecorator {
  return applyDecorators(
    Controller(),
    UseGuards(WorkflowAccessGuard, StateGuard),
    UseInterceptors(CorrelationInterceptor),
    UseFilters(WorkflowErrorFilter),
  );
}

/**
 * Makes a method the handler of a route of the contract: path, method, status and role come from there, and the
 * compiler holds its first parameter and its answer to the route's schemas.
 */
export function Serves<R extends Route>(route: R) {
  const decorate = applyDecorators(
    RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
    HttpCode(mainStatus(route)),
    RequireRole(route.role),
    SetMetadata(servedRoute, route),
  );
  return <H extends (input: InputOf<R>, ...rest: never[]) => Promise<AnswerOf<R>> | AnswerOf<R>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => decorate(target, key, descriptor);
}

/** 201 before 200: a handler that has made nothing new says so itself. */
function mainStatus({ answers }: Route): number {
  return answers[201] === undefined ? Math.min(...Object.keys(answers).map(Number)) : 201;
}

/** The route that a handler serves. */
export function servedRouteOf(handler: object): Route | undefined {
  return Reflect.getMetadata(servedRoute, handler) as Route | undefined;
}

const request = createParamDecorator((_: unknown, context: ExecutionContext): Unchecked => {
  const route = servedRouteOf(context.getHandler());
  if (route === undefined) throw new Error(`${context.getClass().name}.${context.getHandler().name} serves no route.`);
  return { route, request: context.switchToHttp().getRequest<HttpRequest>() };
});

/** The checked request: `InputOf` the route that the handler serves. */
export const Input = (): ParameterDecorator => request(InputPipe);
