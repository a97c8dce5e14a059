// Preloaded into a real worker process (`node --import`): kills it with SIGKILL at one exact Redis command.
// Counted are the commands that name a run, so that the count does not depend on how long the worker was idle.
import { createRequire } from 'node:module';

const { Redis } = createRequire(new URL('../dist/worker.js', import.meta.url))('ioredis');

const target = Number(process.env.CRASH_AT ?? 0);
const isAfter = process.env.CRASH_WHEN === 'after';
const send = Redis.prototype.sendCommand;
let count = 0;

function namesRun(value) {
  if (Array.isArray(value)) return value.some(namesRun);
  if (Buffer.isBuffer(value)) return value.includes('wr_');
  return typeof value === 'string' && value.includes('wr_');
}

function die() {
  process.kill(process.pid, 'SIGKILL');
}

Redis.prototype.sendCommand = function sendCommand(command, stream) {
  if (!namesRun(command.args)) return send.call(this, command, stream);
  count += 1;
  if (count === target && !isAfter) {
    die();
    // The signal takes the process down before anything is written; nothing goes on from here.
    return new Promise(() => {});
  }
  const reply = send.call(this, command, stream);
  if (count === target) Promise.resolve(reply).then(die, die);
  return reply;
};

process.on('exit', () => process.stderr.write(`commands ${count}\n`));
