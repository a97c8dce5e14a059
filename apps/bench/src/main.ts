import 'reflect-metadata';
import { helpText, parseArguments, type BenchArguments } from './arguments.js';
import { printReport } from './report/print-report.js';
import { runBench } from './run-bench.js';
import { scaleOf } from './scale.js';

const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  let asked: BenchArguments;
  try {
    asked = parseArguments(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${helpText}`);
    return exitCodes.usage;
  }
  if (asked.isHelp) {
    console.log(helpText);
    return exitCodes.ok;
  }
  const redisUrl = process.env['REDIS_URL'];
  if (redisUrl === undefined) {
    console.error('REDIS_URL is not set; `npm run bench` finds or starts a Redis by itself.');
    return exitCodes.usage;
  }
  return bench(redisUrl, asked);
}

async function bench(redisUrl: string, asked: BenchArguments): Promise<number> {
  const scale = scaleOf(asked);
  const watchdog = setTimeout(() => {
    console.error(
      `The bench did not end within ${scale.giveUpMs / 1_000} s and gives up; keys of its prefixes may be left.`,
    );
    process.exit(exitCodes.failed);
  }, scale.giveUpMs);
  try {
    const report = await runBench(redisUrl, asked, scale, (line) => console.error(`measuring: ${line}`));
    console.log(asked.isJson ? JSON.stringify(report, undefined, 2) : printReport(report));
    return exitCodes.ok;
  } catch (error) {
    console.error(error);
    return exitCodes.failed;
  } finally {
    clearTimeout(watchdog);
  }
}
