import { Injectable } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { runLinks } from '@workflow/contract';
import { normalPrefix } from './own-paths.js';

/** Where the host has put this API. */
@Injectable()
export class HostPrefix {
  constructor(private readonly config: ApplicationConfig) {}

  /** `/api`, or empty. Asked late: a host sets it after this object is made. */
  get path(): string {
    return normalPrefix(this.config.getGlobalPrefix());
  }

  links(runId: string): ReturnType<typeof runLinks> {
    return runLinks(runId, this.path);
  }

  /** A run with its links as this host has them. */
  link<T extends { readonly runId: string }>(run: T): T & { links: ReturnType<typeof runLinks> } {
    return { ...run, links: this.links(run.runId) };
  }
}
