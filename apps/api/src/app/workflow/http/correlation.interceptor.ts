import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Observable } from 'rxjs';
import type { HttpRequest } from './adapter.js';
import { correlationHeader, correlationOf } from './correlation.js';

/** Puts the correlation id on every answer that is no error; the error filter does it for the others. */
@Injectable()
export class CorrelationInterceptor implements NestInterceptor {
  constructor(private readonly host: HttpAdapterHost) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    this.host.httpAdapter.setHeader(
      http.getResponse(),
      correlationHeader,
      correlationOf(http.getRequest<HttpRequest>()),
    );
    return next.handle();
  }
}
