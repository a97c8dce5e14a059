import { refuseBoot } from '@workflow/api/dev';
import { etl } from './etl/etl.case.js';
import { market } from './market/market.case.js';
import { orders } from './orders/orders.case.js';
import { runCase } from './run-case.js';

const cases = [etl, market, orders];

/** The process behind `npm run example`: runs one case once, 0 when its run completed, else 1. */
await refuseBoot(async () => {
  const [name, inputs = 'usual', ...rest] = process.argv.slice(2);
  const chosen = cases.find((each) => each.name === name);
  if (chosen === undefined || rest.length > 0) {
    throw new Error(
      `Name one case of ${cases.map((each) => each.name).join(', ')}, and one set of its inputs at most.`,
    );
  }
  const run = await runCase(chosen, inputs, (line) => void process.stdout.write(`${line}\n`));
  process.exitCode = run.status === 'completed' ? 0 : 1;
});
