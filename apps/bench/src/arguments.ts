import { parseArgs } from 'node:util';
import { findShape, shapes, type Shape } from './shapes.js';

/** What the command line asks for. */
export interface BenchArguments {
  readonly isQuick: boolean;
  /** At most; absent leaves it to the scale. */
  readonly rounds?: number;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly shapes: readonly Shape[];
  /** False when something was named: then only that is measured. */
  readonly measuresAll: boolean;
  /** Whether the runs that wait for a signal are measured. */
  readonly measuresWaiting: boolean;
}

/** The figure that can be asked for by itself. */
const waiting = 'waiting';

/** @throws Error saying what is wrong with the arguments */
export function parseArguments(argv: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const isAll = positionals.length === 0;
  const named = positionals.filter((name) => name !== waiting);
  return {
    isQuick: values.quick,
    rounds: values.rounds === undefined ? undefined : parseRounds(values.rounds),
    isJson: values.json,
    isHelp: values.help,
    shapes: isAll ? shapes : named.map(findShape),
    measuresAll: isAll,
    measuresWaiting: isAll || named.length < positionals.length,
  };
}

function parseRounds(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RangeError(`--rounds takes a whole number from 1 on, not '${text}'.`);
}

export const helpText = `Usage: npm run bench -- [shape ...] [waiting] [--quick] [--rounds N] [--json]

Compares our engine with raw BullMQ flows of the same shape, in one process on one Redis, in turn.
Without a name, all shapes and the other figures; with names, only these.

Shapes:
${shapes.map(({ name, title }) => `  ${name.padEnd(16)}${title}`).join('\n')}

Figure:
  ${waiting.padEnd(16)}10,000 runs that wait for a signal: bytes, commands and processor time while nothing happens, the next step

  --quick      at most 60 seconds, few rounds: enough to see what is far off
  --rounds N   rounds of each shape at most; the bound on time holds all the same
  --json       one JSON document on standard output instead of the tables
  --help       this text

REDIS_URL      use this Redis and never another; otherwise one is started that forgets everything

Without --quick it takes some 7 minutes.
`;
