import { ErrorBody, ProblemBody, yamlTypes, type Route } from '@workflow/contract';
import { errorTable, type ErrorCode } from '@workflow/core';
import type { z } from 'zod';
import type { Schemas } from './schemas.js';

type Json = Record<string, unknown>;

/** One operation, from its route alone. */
export function operation(route: Route, schemas: Schemas): Json {
  return {
    operationId: `${route.tag}_${route.name}`,
    tags: [route.tag],
    summary: route.summary,
    ...(route.role === 'anyone'
      ? { security: [] }
      : { description: `Needs the role \`${route.role}\`.`, 'x-role': route.role }),
    parameters: [
      ...parameters(route.params, 'path', schemas),
      ...parameters(route.query, 'query', schemas),
      ...parameters(route.headers, 'header', schemas),
    ],
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body, schemas) }),
    responses: { ...answers(route, schemas), ...errors(route) },
  };
}

/** The answers that operations share, one for each status; each is our body or RFC 9457's. */
export function sharedErrors(schemas: Schemas): Json {
  const content = {
    'application/json': { schema: schemas.of(ErrorBody) },
    'application/problem+json': { schema: schemas.of(ProblemBody) },
  };
  const shared = new Map<number, string[]>();
  for (const [code, { status, meaning }] of Object.entries(errorTable).slice(0, requestCodes.length)) {
    shared.set(status, [...(shared.get(status) ?? []), `\`${code}\`: ${meaning}`]);
  }
  return Object.fromEntries(
    [...shared].map(([status, lines]) => [`Error${status}`, { description: lines.join(' '), content }]),
  );
}

/** Codes that answer requests; those of attempts and steps stand after them in the table. */
const requestCodes = Object.keys(errorTable).slice(0, Object.keys(errorTable).indexOf('TIMEOUT')) as ErrorCode[];

function parameters(schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header', schemas: Schemas): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, ...rest } = schemas.of(field as z.ZodType);
    const isRequired = place === 'path' || !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: place, required: isRequired, ...(description ? { description } : {}), schema: rest };
  });
}

function requestBody(body: NonNullable<Route['body']>, schemas: Schemas): Json {
  const schema = schemas.of(body.schema);
  const content: Json = { 'application/json': { schema, example: body.example } };
  if (body.kind === 'source') for (const type of yamlTypes) content[type] = { schema, example: body.example };
  return { required: body.kind === 'source' || !body.schema.safeParse({}).success, content };
}

function answers(route: Route, schemas: Schemas): Json {
  const headers = { 'x-correlation-id': { $ref: '#/components/headers/CorrelationId' } };
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]): [string, Json] => {
      if ('schema' in answer) {
        const content = { 'application/json': { schema: schemas.of(answer.schema), example: answer.example } };
        return [status, { description: answer.description, headers, content }];
      }
      const isText = answer.contentType !== undefined && answer.contentType !== 'application/json';
      const content = answer.contentType && {
        [answer.contentType]: { schema: isText ? { type: 'string' } : { type: 'object' } },
      };
      return [status, { description: answer.description, headers, ...(content ? { content } : {}) }];
    }),
  );
}

function errors(route: Route): Json {
  const codes: ErrorCode[] = [...route.errors, 'INVALID_REQUEST', 'INTERNAL'];
  if (route.role !== 'anyone') codes.push('UNAUTHORIZED', 'FORBIDDEN', 'UNAVAILABLE');
  if (route.body !== undefined) codes.push('BAD_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE');
  const statuses = new Set(codes.map((code) => errorTable[code].status));
  return Object.fromEntries(
    [...statuses]
      .filter((status) => !(status in route.answers))
      .map((status) => [status, { $ref: `#/components/responses/Error${status}` }]),
  );
}
