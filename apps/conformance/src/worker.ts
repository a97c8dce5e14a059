import 'reflect-metadata';
import { crashAt, type CrashPoint } from './crash-at.js';
import { startHost } from './engine-host.js';

/*
 * A worker of the players, in a process of its own that may be killed. Arguments: the prefix of its keys, and the
 * command to die at, such as `7 after`.
 */
const [prefix = '', at, when] = process.argv.slice(2);
const point = at === undefined ? undefined : ({ at: Number(at), when } as CrashPoint);
const count = crashAt(point);
const app = await startHost(prefix, { role: 'worker', lockMs: 2_000, stalledMs: 1_000 });
process.stdout.write('working\n');
process.once('SIGTERM', () => {
  process.stdout.write(`commands ${count()}\n`);
  void app.close().then(() => process.exit(0));
});
