import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { normalPrefix, OwnPaths } from '../own-paths.js';

/** Stands for the true content type while a framework's own parsers are asked. */
export const unreadType = 'application/vnd.workflow.unread';

/**
 * Keeps the bodies of our routes unread until their caller is known, so that both adapters give the same answers: the
 * frameworks' parsers would read them first, under limits and with errors of their own. A host's other routes are not
 * touched.
 */
@Injectable()
export class BodyDoor {
  private readonly claimed = new WeakMap<IncomingMessage, string | undefined>();
  private known: OwnPaths | undefined;

  constructor(private readonly config: ApplicationConfig) {}

  /** Known from the first request on: a host sets its prefix after this object is made. */
  get paths(): OwnPaths {
    return (this.known ??= new OwnPaths(normalPrefix(this.config.getGlobalPrefix())));
  }

  /** To be called before any body parser: hides the content type of a body that is ours to read. */
  claim(request: IncomingMessage): void {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    if (!this.paths.takesBody(request.method ?? 'GET', path)) return;
    this.claimed.set(request, request.headers['content-type']);
    if (hasBody(request)) request.headers['content-type'] = unreadType;
    else delete request.headers['content-type'];
  }

  isClaimed(request: IncomingMessage): boolean {
    return this.claimed.has(request);
  }

  /** The content type as the client sent it. */
  contentType(request: IncomingMessage): string | undefined {
    return this.claimed.has(request) ? this.claimed.get(request) : request.headers['content-type'];
  }
}

/** Whether the headers announce a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
