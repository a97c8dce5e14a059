import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { HttpRequest, HttpResponse } from '../adapter.js';
import { ErrorResponder } from './error-responder.js';

/** Every error of our controllers, in one shape. A host that wants another replaces this filter. */
@Catch()
export class WorkflowErrorFilter implements ExceptionFilter {
  constructor(private readonly responder: ErrorResponder) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.responder.answer(thrown, http.getRequest<HttpRequest>(), http.getResponse<HttpResponse>());
  }
}
