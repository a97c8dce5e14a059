import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const schema = `
  create table customers (id text primary key, name text not null, region text not null);
  insert into customers values ('c-1', ' Ann Ames ', 'north'), ('c-2', 'Bo Berg', 'south'), ('c-3', 'Cyd Cole', 'north');
  create table facts (
    id text primary key, batch text not null, region text not null, category text not null,
    quantity int not null, revenue numeric not null
  );
  create table quarantine (batch text primary key, rows jsonb not null, reasons jsonb not null);
`;

/** PostgreSQL inside this process, reached over a socket by its wire protocol. */
export interface Postgres {
  readonly url: string;
  /** Runs statements as the server's owner would, past the socket. */
  exec(statements: string): Promise<void>;
  /** Closes the socket, as a server that is down; `start` opens it again, at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

/** PostgreSQL compiled to WebAssembly, in memory, with the tables of the case. It serves one client at a time. */
export async function startPostgres(): Promise<Postgres> {
  const database = await PGlite.create();
  await database.exec(schema);
  let server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1' });
  await server.start();
  const port = Number(server.getServerConn().split(':').at(-1));
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`,
    exec: async (statements) => void (await database.exec(statements)),
    stop: () => server.stop(),
    start: async () => {
      server = new PGLiteSocketServer({ db: database, port, host: '127.0.0.1' });
      await server.start();
    },
    close: async () => {
      await server.stop();
      await database.close();
    },
  };
}
