import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { nativeResponse, pathOf, type HttpRequest, type HttpResponse } from '../adapter.js';
import { correlationHeader, correlationOf } from '../correlation.js';
import { HTTP_LOGGER, HTTP_OPTIONS, type HttpLogger, type HttpOptions } from '../http-options.js';
import { errorBody, problemBody, problemType, wantsProblem } from './error-body.js';
import { describeFailure } from './failure.js';

/** Turns anything that was thrown into an answer, and logs what is ours to mend. */
@Injectable()
export class ErrorResponder {
  constructor(
    private readonly host: HttpAdapterHost,
    @Inject(HTTP_LOGGER) private readonly logger: HttpLogger,
    @Inject(HTTP_OPTIONS) private readonly options: HttpOptions,
  ) {}

  answer(thrown: unknown, request: HttpRequest, response: HttpResponse): void {
    const failure = describeFailure(thrown);
    const { httpAdapter } = this.host;
    this.log(thrown, failure.status, failure.code, request);
    if (nativeResponse(response).headersSent) {
      nativeResponse(response).end();
      return;
    }
    const isProblem = wantsProblem(request);
    const set = (name: string, value: string): void => void httpAdapter.setHeader(response, name, value);
    set(correlationHeader, correlationOf(request));
    set('content-type', `${isProblem ? problemType : 'application/json'}; charset=utf-8`);
    if (failure.status === 401) set('www-authenticate', 'Bearer');
    if (failure.status === 413) set('connection', 'close');
    if (failure.retryAfterS !== undefined) set('retry-after', String(failure.retryAfterS));
    const body = isProblem ? problemBody(failure, request, this.options.errorDocs) : errorBody(failure, request);
    httpAdapter.reply(response, body, failure.status);
  }

  private log(thrown: unknown, status: number, code: string, request: HttpRequest): void {
    if (status < 500 || status === 501) return;
    const { method } = request;
    const fields = { err: thrown, code, correlationId: correlationOf(request), method, path: pathOf(request) };
    if (status === 500) this.logger.error(fields, 'request failed');
    else this.logger.warn(fields, 'request refused');
  }
}
