import { randomUUID } from 'node:crypto';
import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { WorkflowError } from '@workflow/core';
import type { WebhookRequest } from './raw-delivery.js';

/** Answers a provider in the shape of every error of this API; a provider reads no more than the status. */
@Catch(WorkflowError)
export class WebhookErrorFilter implements ExceptionFilter<WorkflowError> {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  catch(error: WorkflowError, context: ArgumentsHost): void {
    const http = context.switchToHttp();
    const { originalUrl, headers } = http.getRequest<WebhookRequest>();
    const [path] = originalUrl.split('?', 1);
    const correlationId = correlationOf(headers['x-correlation-id']);
    const body = { error: error.message, code: error.code, correlationId, timestamp: new Date().toISOString(), path };
    const { httpAdapter } = this.host;
    const response: unknown = http.getResponse();
    httpAdapter.setHeader(response, 'x-correlation-id', correlationId);
    httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
    httpAdapter.reply(response, body, error.httpStatus);
  }
}

/** The caller's own id when it is one line of visible characters, else a new one. */
function correlationOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[!-~]{1,200}$/.test(given) ? given : `req_${randomUUID()}`;
}
