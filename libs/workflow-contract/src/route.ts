import type { ErrorCode } from '@workflow/core';
import type { z } from 'zod';
import type { Role } from './role.js';

/** `anyone` needs no key: probes and the description of the API. */
export type RouteRole = Role | 'anyone';

/** A body that is JSON and has a schema; absent counts as `{}`. */
export interface JsonBody {
  readonly kind: 'json';
  readonly schema: z.ZodType;
  readonly example: unknown;
  readonly maxBytes: number;
}

/** A definition as text, so that what is wrong with it can be told by line and column. */
export interface SourceBody {
  readonly kind: 'source';
  /** What the text holds. */
  readonly schema: z.ZodType;
  readonly example: unknown;
  readonly maxBytes: number;
}

export interface JsonAnswer {
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** An answer that is no JSON: an empty one has no `contentType`. */
export interface RawAnswer {
  readonly description: string;
  readonly contentType?: string;
}

/** One route of the API: what checks its requests, what types its handler, and what describes it. */
export interface Route {
  /** Name of the controller's room; with `name` the operation id, `runs_start`. */
  readonly tag: string;
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the host's prefix, parameters as `:name`. */
  readonly path: string;
  readonly role: RouteRole;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Only headers that the route reads; others are not looked at. */
  readonly headers?: z.ZodObject;
  readonly body?: JsonBody | SourceBody;
  readonly answers: Readonly<Record<number, JsonAnswer | RawAnswer>>;
  /** Codes that this route answers besides those that every route of its kind does. */
  readonly errors: readonly ErrorCode[];
}

/** Text of a definition and how to read it. */
export interface SourceText {
  readonly text: string;
  readonly format: 'json' | 'yaml';
}

type Output<T> = T extends z.ZodType ? z.output<T> : object;
type BodyOf<R extends Route> = R['body'] extends { kind: 'source' }
  ? SourceText
  : R['body'] extends { kind: 'json'; schema: infer S }
    ? Output<S>
    : undefined;

/** What the handler of a route is given: everything checked. */
export interface InputOf<R extends Route> {
  readonly params: Output<R['params']>;
  readonly query: Output<R['query']>;
  readonly headers: Output<R['headers']>;
  readonly body: BodyOf<R>;
}

type DeepReadonly<T> = T extends (infer I)[]
  ? readonly DeepReadonly<I>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What the handler of a route gives: one of its JSON answers, or nothing where it has none. */
export type AnswerOf<R extends Route> = {
  [S in keyof R['answers']]: R['answers'][S] extends { schema: infer Z extends z.ZodType }
    ? DeepReadonly<z.input<Z>>
    : R['answers'][S] extends { contentType: string }
      ? unknown
      : void;
}[keyof R['answers']];
