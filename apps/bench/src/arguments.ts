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
  /** False when shapes were named: then only these are measured. */
  readonly measuresAll: boolean;
}

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
  return {
    isQuick: values.quick,
    rounds: values.rounds === undefined ? undefined : parseRounds(values.rounds),
    isJson: values.json,
    isHelp: values.help,
    shapes: positionals.length === 0 ? shapes : positionals.map(findShape),
    measuresAll: positionals.length === 0,
  };
}

function parseRounds(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new RangeError(`--rounds takes a whole number from 1 on, not '${text}'.`);
}

export const helpText = `Usage: npm run bench -- [shape ...] [--quick] [--rounds N] [--json]

Compares our engine with raw BullMQ flows of the same shape, in one process on one Redis, in turn.
Without a shape, all of them and the other figures; with shapes, only these.

Shapes:
${shapes.map(({ name, title }) => `  ${name.padEnd(16)}${title}`).join('\n')}

  --quick      at most 40 seconds, few rounds: enough to see what is far off
  --rounds N   rounds of each shape at most; the bound on time holds all the same
  --json       one JSON document on standard output instead of the tables
  --help       this text

Needs REDIS_URL; \`npm run bench\` finds or starts a Redis by itself. Without --quick it takes at most 4 minutes.
`;
