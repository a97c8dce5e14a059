import { Inject, Injectable } from '@nestjs/common';
import { Action, Agent, RetryableError, TerminalError, type AgentContext } from '@workflow/api';
import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Database } from './database.js';
import { rows } from './rows.js';
import { SOURCES_OPTIONS, type SourcesOptions } from './sources.options.js';

const NamedSource = z.strictObject({ source: z.string() });
type NamedSource = z.infer<typeof NamedSource>;
const DayOfSource = z.strictObject({ source: z.string(), day: z.iso.date() });
const Extract = z.object({ source: z.string(), rows });
type Extract = z.infer<typeof Extract>;

/** SOURCES: reads a named source, whole. */
@Agent('SOURCES')
@Injectable()
export class SourcesAgent {
  constructor(
    @Inject(SOURCES_OPTIONS) private readonly options: SourcesOptions,
    private readonly database: Database,
  ) {}

  /**
   * One day of an HTTP API.
   * @throws RetryableError SOURCE_UNAVAILABLE when it does not answer or answers 5xx; TerminalError SOURCE_REFUSED for
   *   another status, SOURCE_BAD_ANSWER for anything but a JSON list of objects
   */
  @Action('read_api', { input: DayOfSource, output: Extract, effect: 'read' })
  async readApi({ source, day }: z.infer<typeof DayOfSource>, ctx: AgentContext): Promise<Extract> {
    const url = `${located(this.options.apis, source)}?day=${day}`;
    const response = await fetch(url, { signal: ctx.signal }).catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      throw new RetryableError('SOURCE_UNAVAILABLE', `The API '${source}' cannot be reached`, { cause: error });
    });
    if (response.status >= 500) {
      throw new RetryableError('SOURCE_UNAVAILABLE', `The API '${source}' answered ${response.status}`);
    }
    if (!response.ok) throw new TerminalError('SOURCE_REFUSED', `The API '${source}' answered ${response.status}`);
    const read = rows.safeParse(await response.json().catch(() => undefined));
    if (!read.success) throw new TerminalError('SOURCE_BAD_ANSWER', `The API '${source}' gave no list of rows`);
    return { source, rows: read.data };
  }

  /** @throws RetryableError SOURCE_UNAVAILABLE when the server is not there */
  @Action('read_table', { input: NamedSource, output: Extract, effect: 'read' })
  async readTable({ source }: NamedSource): Promise<Extract> {
    return { source, rows: await this.database.query(located(this.options.tables, source)) };
  }

  /**
   * A CSV file, its first line the names of the columns.
   * @throws RetryableError SOURCE_UNAVAILABLE when the file is not there (yet); TerminalError SOURCE_BAD_ANSWER when it
   *   is no CSV
   */
  @Action('read_csv', { input: NamedSource, output: Extract, effect: 'read' })
  async readCsv({ source }: NamedSource, ctx: AgentContext): Promise<Extract> {
    const path = located(this.options.files, source);
    const text = await readFile(path, { encoding: 'utf8', signal: ctx.signal }).catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      throw new RetryableError('SOURCE_UNAVAILABLE', `The file of '${source}' cannot be read`, { cause: error });
    });
    try {
      return { source, rows: parse(text, { columns: true, bom: true, skip_empty_lines: true }) };
    } catch (error) {
      throw new TerminalError('SOURCE_BAD_ANSWER', `The file of '${source}' is no CSV`, { cause: error });
    }
  }
}

/** @throws TerminalError UNKNOWN_SOURCE */
function located(places: Readonly<Record<string, string>>, source: string): string {
  const place = Object.hasOwn(places, source) ? places[source] : undefined;
  if (place !== undefined) return place;
  const known = Object.keys(places).join(', ');
  throw new TerminalError('UNKNOWN_SOURCE', `There is no source '${source}' of this kind; there are: ${known}`);
}
