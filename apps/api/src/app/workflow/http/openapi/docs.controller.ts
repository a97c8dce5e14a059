import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Header, Res, StreamableFile } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { routes, type InputOf } from '@workflow/contract';
import { definitionSchema, WorkflowError } from '@workflow/core';
import type { HttpResponse } from '../adapter.js';
import { HostPrefix } from '../host-prefix.js';
import { Input, Serves, WorkflowController } from '../input/serves.decorator.js';
import { docsPage, docsStart } from './docs-page.js';
import { openapiDocument } from './openapi-document.js';

const typeOf = { css: 'text/css', js: 'text/javascript', png: 'image/png' } as const;

/** The description of this API and of the definition language, for programs and as a page whose every file comes from here. */
@WorkflowController()
export class DocsController {
  /** Made when it is first asked for: it takes a while. */
  private schema: object | undefined;

  constructor(
    private readonly host: HttpAdapterHost,
    private readonly prefix: HostPrefix,
  ) {}

  @Serves(routes.getOpenapi)
  openapi(@Input() _input: InputOf<typeof routes.getOpenapi>): object {
    return openapiDocument(this.prefix.path);
  }

  @Serves(routes.getDefinitionSchema)
  definitionSchema(@Input() _input: InputOf<typeof routes.getDefinitionSchema>): object {
    return (this.schema ??= definitionSchema());
  }

  @Serves(routes.getDocs)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'")
  page(@Input() _input: InputOf<typeof routes.getDocs>): string {
    return docsPage(this.prefix.path);
  }

  @Serves(routes.getDocsFile)
  async file(
    @Input() { params }: InputOf<typeof routes.getDocsFile>,
    @Res({ passthrough: true }) response: HttpResponse,
  ): Promise<StreamableFile> {
    const extension = params.file.split('.').at(-1) as keyof typeof typeOf;
    this.host.httpAdapter.setHeader(response, 'cache-control', 'public, max-age=3600');
    const bytes =
      params.file === 'start.js' ? Buffer.from(docsStart(this.prefix.path)) : await swaggerFile(params.file);
    return new StreamableFile(bytes, { type: `${typeOf[extension]}; charset=utf-8`, length: bytes.length });
  }
}

async function swaggerFile(name: string): Promise<Buffer> {
  try {
    const home = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
    return await readFile(join(home, name));
  } catch (cause) {
    throw new WorkflowError('UNAVAILABLE', 'The package swagger-ui-dist is not installed: the page cannot be shown.', {
      cause,
    });
  }
}
