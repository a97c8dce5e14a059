import { Redis } from 'ioredis';

/** What a command is sent as. */
interface Sent {
  readonly args: readonly unknown[];
}

/** How ioredis sends one. */
type SendCommand = (this: Redis, command: Sent, ...more: unknown[]) => Promise<unknown>;

/** The command at which a worker is killed: the n-th that names a run, before it is sent or after its reply came. */
export interface CrashPoint {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** Kills this process at one exact Redis command; gives how many have named a run so far. */
export function crashAt(point: CrashPoint | undefined): () => number {
  // It is called with its own `this` below.
  const { sendCommand } = Redis.prototype as unknown as { readonly sendCommand: SendCommand };
  let count = 0;
  const sendCounted: SendCommand = function (command, ...more) {
    if (!namesRun(command.args)) return sendCommand.call(this, command, ...more);
    count += 1;
    const isPoint = count === point?.at;
    if (isPoint && point?.when === 'before') {
      die();
      // The signal takes the process down before anything is written; nothing goes on from here.
      return new Promise(() => undefined);
    }
    const reply = sendCommand.call(this, command, ...more);
    if (isPoint) Promise.resolve(reply).then(die, die);
    return reply;
  };
  Object.assign(Redis.prototype, { sendCommand: sendCounted });
  return () => count;
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

function namesRun(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(namesRun);
  if (Buffer.isBuffer(value)) return value.includes('wr_');
  return typeof value === 'string' && value.includes('wr_');
}
