import { Injectable, type PipeTransform } from '@nestjs/common';
import type { ErrorDetail, InputOf, Route } from '@workflow/contract';
import { WorkflowError } from '@workflow/core';
import { z } from 'zod';
import { urlOf, type HttpRequest } from '../adapter.js';
import { BodyReader } from '../body/body-reader.js';
import { detailsOf } from './issues.js';

/** A request on its way to a handler, with the route that checks it. */
export interface Unchecked {
  readonly route: Route;
  readonly request: HttpRequest;
}

/** The query of a route that declares none. */
const noFields = z.strictObject({});

/** Most problems that one answer names. */
const maxDetails = 50;

/**
 * Checks params, query, headers and body of a request against its route. Runs after the guards, so that nobody
 * unknown has a body read.
 * @throws INVALID_REQUEST with every problem in `details`; the codes of bodies
 */
@Injectable()
export class InputPipe implements PipeTransform<Unchecked, Promise<InputOf<Route>>> {
  constructor(private readonly bodies: BodyReader) {}

  async transform({ route, request }: Unchecked): Promise<InputOf<Route>> {
    const details: ErrorDetail[] = [];
    const check = (schema: z.ZodType | undefined, value: unknown, place: Parameters<typeof detailsOf>[2]): unknown => {
      if (schema === undefined) return {};
      const result = schema.safeParse(value);
      if (!result.success) details.push(...detailsOf(result.error, value, place, schema));
      return result.data;
    };
    const body = route.body === undefined ? undefined : await this.bodies.read(request, route.body);
    const input = {
      params: check(route.params, { ...(request.params as object) }, 'params'),
      query: check(route.query ?? noFields, queryOf(request), 'query'),
      headers: check(route.headers, request.headers, 'header'),
      body: route.body?.kind === 'json' ? check(route.body.schema, body, 'body') : body,
    };
    if (details.length > 0) {
      throw new WorkflowError('INVALID_REQUEST', `The request does not match its schema: ${summary(details)}`, {
        details: details.slice(0, maxDetails),
      });
    }
    return input as InputOf<Route>;
  }
}

/** The query as the URL has it, so that both adapters see the same: a name that comes twice is a list. */
function queryOf(request: HttpRequest): Record<string, string | string[]> {
  const search = urlOf(request).split('?').slice(1).join('?');
  const names = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) names.set(name, [...(names.get(name) ?? []), value]);
  return Object.fromEntries(
    [...names].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
  );
}

function summary(details: readonly ErrorDetail[]): string {
  const [first] = details;
  const more = details.length > 1 ? ` (and ${details.length - 1} more)` : '';
  return `${first?.path ? `${first.path}: ` : ''}${first?.message ?? ''}${more}`;
}
