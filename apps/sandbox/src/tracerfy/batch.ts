import type { Backstage } from '../backstage.js';
import type { Fault } from '../fault.js';
import type { Answer, Performed } from '../operation.js';
import { field, type Fields } from '../wire.js';
import { tracerfyError } from './errors.js';
import { tracerfyModeOf } from './lookup.js';
import { findPeople } from './people.js';
import { creditsOf, creditsPerLead, shownQueue, shownRow, type Queue } from './queue.js';
import type { Upload } from './upload.js';

const perPage = 100;
const windowMs = 300_000;
const batchesPerWindow = 10;
const pollSeconds = 30;

/** The batches of the account, oldest first. */
export class Batches {
  readonly #queues: Queue[] = [];
  readonly #backstage: Backstage;
  #starts: number[] = [];

  constructor(backstage: Backstage) {
    this.#backstage = backstage;
  }

  /** Takes a batch; the eleventh within 5 minutes is refused with 429. */
  start(upload: Upload, fault: Fault<string> | undefined): Performed {
    const now = this.#backstage.clock();
    this.#starts = this.#starts.filter((start) => start > now - windowMs);
    if (this.#starts.length >= batchesPerWindow) {
      return { answer: tracerfyError(429), effects: [{ accepted: false, note: 'more than 10 in 5 minutes' }] };
    }
    this.#starts.push(now);
    const queue: Queue = {
      id: this.#queues.length + 1,
      createdAt: now,
      traceType: upload.traceType,
      rows: upload.rows.map((row, index) => this.#row(upload, row, index, fault)),
      polls: 0,
      isReady: false,
    };
    this.#queues.push(queue);
    const body = {
      message: 'Queue created',
      queue_id: queue.id,
      status: 'pending',
      created_at: new Date(now).toISOString(),
      rows_uploaded: queue.rows.length,
      trace_type: queue.traceType,
      credits_per_lead: creditsPerLead(queue.traceType),
      estimated_wait_seconds: pollSeconds,
    };
    const effect = { accepted: true, providerId: String(queue.id), note: `${queue.rows.length} rows` };
    return { answer: { status: 200, body }, effects: [effect] };
  }

  /** `GET /queue/:id`: an object while pending, the array of rows once ready. Each ask counts as a poll. */
  poll(id: string): Answer {
    const queue = this.#queues.find((candidate) => String(candidate.id) === id);
    if (queue === undefined) return tracerfyError(404);
    queue.polls += 1;
    if (!queue.isReady && queue.polls > this.#backstage.knobs.of('tracerfy').pollsUntilReady) this.#complete(queue);
    if (!queue.isReady) return { status: 200, body: { pending: true } };
    return { status: 200, body: queue.rows.map((row) => shownRow(row, queue.traceType)) };
  }

  /** The flat rows of a ready queue as comma-separated text. */
  download(id: string): Answer {
    const queue = this.#queues.find((candidate) => String(candidate.id) === id);
    if (queue === undefined || !queue.isReady) return tracerfyError(404);
    const rows = queue.rows.map((row) => shownRow(row, 'normal'));
    const lines = [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row).map(String))];
    const body = lines.map((cells) => cells.map(quoted).join(',')).join('\r\n');
    return { status: 200, body, headers: { 'content-type': 'text/csv' } };
  }

  /** `GET /queues/`: 100 a page, newest first, with X-Total-Count and Link. */
  list(query: Fields): Answer {
    const url = this.#backstage.publicUrl();
    const page = Math.max(1, Number(field(query, 'page')) || 1);
    const shown = this.#queues
      .toReversed()
      .slice((page - 1) * perPage, page * perPage)
      .map((queue) => shownQueue(queue, url));
    const headers: Record<string, string> = { 'x-total-count': String(this.#queues.length) };
    if (page * perPage < this.#queues.length) {
      headers['link'] = `<${url}/tracerfy/v1/api/queues/?page=${page + 1}>; rel="next"`;
    }
    return { status: 200, body: shown, headers };
  }

  /** `GET /analytics/`. */
  analytics(): Answer {
    const done = this.#queues.filter((queue) => queue.isReady);
    const spent = done.reduce((sum, queue) => sum + creditsOf(queue), 0);
    const body = {
      total_queues: this.#queues.length,
      properties_traced: done.reduce((sum, queue) => sum + queue.rows.length, 0),
      queues_pending: this.#queues.length - done.length,
      queues_completed: done.length,
      balance: 10_000 - spent,
    };
    return { status: 200, body };
  }

  #row(upload: Upload, row: Record<string, string>, index: number, fault: Fault<string> | undefined) {
    const { columns } = upload;
    const lead = {
      address: row[columns.address] ?? '',
      city: row[columns.city] ?? '',
      state: row[columns.state] ?? '',
      zip: row[columns.zip] ?? '',
      firstName: row[columns.firstName] ?? '',
      lastName: row[columns.lastName] ?? '',
    };
    const phones = this.#backstage.knobs.of('tracerfy').phoneByLastName;
    const persons = findPeople(lead, tracerfyModeOf(lead, fault), phones);
    return { ...lead, externalId: row['external_id'] ?? String(index + 1), persons };
  }

  /** The webhook is unsigned and sent once; a receiver has to treat it as a hint. */
  #complete(queue: Queue): void {
    queue.isReady = true;
    const { courier, scheduler, callbacks, knobs, publicUrl } = this.#backstage;
    const url = callbacks.tracerfyUrl;
    if (url === undefined) return;
    const { credits_deducted: credits, ...shown } = shownQueue(queue, publicUrl());
    const body = JSON.stringify({ ...shown, credit_deducted: credits });
    const headers = () => ({ 'content-type': 'application/json' });
    scheduler.after(knobs.of('tracerfy').callbackDelayMs, async () => {
      await courier.deliver({
        provider: 'tracerfy',
        event: 'queue complete',
        url,
        body,
        headers,
        retryMs: [],
        timeoutMs: 10_000,
        retryOn: () => false,
      });
    });
  }
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
