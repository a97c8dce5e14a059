import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { replayBlock } from './play-histories.js';
import { playInThreads } from './play-portions.js';

const help = `npm run model                     plays random definitions in random order, in memory and on Redis, and compares after
                                  each move: 20,000 histories; one of ten has maps, loops and interleaves
  --histories N                   so many; 1000000 take some 40 minutes on two cores
  --seed N                        the same histories again
  --threads N                     threads that play; one for each core
  --seed N --block N              only that part of them, alone, for the smallest case that differs
`;

/** Milliseconds between two lines that tell how far it has come. */
const progressMs = 5_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      ...{ histories: { type: 'string' }, seed: { type: 'string' }, threads: { type: 'string' } },
      block: { type: 'string' },
    },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const seed = numberOf('--seed', values.seed, Math.trunc(Math.random() * 2 ** 31));
  if (values.block !== undefined) return playBlock(seed, numberOf('--block', values.block, 0));
  const histories = numberOf('--histories', values.histories, 20_000);
  return playAll({ seed, histories, threads: numberOf('--threads', values.threads, availableParallelism()) });
}

async function playAll(options: { seed: number; histories: number; threads: number }): Promise<number> {
  const { seed, histories } = options;
  let played = 0;
  const startedAt = performance.now();
  const rate = (): string => `${Math.round((played * 1_000) / (performance.now() - startedAt))} a second`;
  process.stdout.write(`${histories} histories, seed ${seed}\n`);
  const progress = setInterval(() => process.stdout.write(`${played} compared, ${rate()}\n`), progressMs);
  const found = await playInThreads(options, (more) => (played += more)).finally(() => clearInterval(progress));
  for (const { block, report } of found) {
    process.stdout.write(`${report}\n\nAgain: npm run model -- --seed ${seed} --block ${block}\n`);
  }
  process.stdout.write(`${played} histories compared, ${found.length} differences, seed ${seed}, ${rate()}\n`);
  return found.length === 0 ? 0 : 1;
}

async function playBlock(seed: number, block: number): Promise<number> {
  const found = await replayBlock(seed, block);
  process.stdout.write(`${found?.report ?? `Block ${block} of seed ${seed}: no difference`}\n`);
  return found === undefined ? 0 : 1;
}

/** @throws RangeError for what is no whole number from 0 */
function numberOf(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw new RangeError(`${name} takes a whole number, not '${text}'.`);
}
