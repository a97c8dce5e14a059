import { RetryableError } from '@workflow/api';
import { Pool, type QueryResultRow } from 'pg';

/** One query of an agent waits no longer than this. */
const patienceMs = 5_000;

/** PostgreSQL's own words for a server that is not there for now: connection lost, shutting down, too many clients. */
const isAway = /^(ECONN|EPIPE|ETIMEDOUT|08|57P|53300)/;

/** PostgreSQL over its wire protocol, through the package `pg`. */
export class Database {
  readonly #pool: Pool;

  constructor(connectionString: string) {
    this.#pool = new Pool({
      connectionString,
      // The server of this case takes one client at a time.
      max: 1,
      connectionTimeoutMillis: patienceMs,
      query_timeout: patienceMs,
    });
    // An idle connection that breaks is told here; the next query finds out by itself.
    this.#pool.on('error', () => {});
  }

  /** @throws RetryableError SOURCE_UNAVAILABLE when the server is not there; what PostgreSQL refused, as it said it */
  async query<R extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<R[]> {
    try {
      return (await this.#pool.query<R>(text, [...values])).rows;
    } catch (error) {
      const { code = '', message } = error as { code?: string; message: string };
      const isGone = isAway.test(code) || /terminated|timeout/i.test(message);
      if (!isGone) throw error;
      throw new RetryableError('SOURCE_UNAVAILABLE', `PostgreSQL is not there: ${message}`, { cause: error });
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
