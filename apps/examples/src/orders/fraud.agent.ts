import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError } from '@workflow/api';
import { z } from 'zod';

const ClearInput = z.strictObject({
  amount: z.number().int().positive(),
  /** Countries by ISO code: where the goods go, and where the card is from. */
  country: z.string(),
  cardCountry: z.string(),
});
const ClearOutput = z.object({ score: z.number().min(0).max(1), signs: z.array(z.string()) });

/** An amount in cents that is looked at twice. */
const largeAmount = 100_000;
const refusedFrom = 0.8;

/** FRAUD: judges an order by rules. */
@Agent('FRAUD')
@Injectable()
export class FraudAgent {
  /** @throws TerminalError FRAUD_SUSPECTED naming the signs */
  @Action('clear', { input: ClearInput, output: ClearOutput, effect: 'read' })
  clear({ amount, country, cardCountry }: z.infer<typeof ClearInput>): z.infer<typeof ClearOutput> {
    const signs = [
      ...(amount >= largeAmount ? ['large amount'] : []),
      ...(country === cardCountry ? [] : [`card of ${cardCountry} for goods to ${country}`]),
    ];
    const score = signs.length * 0.45;
    if (score < refusedFrom) return { score, signs };
    throw new TerminalError('FRAUD_SUSPECTED', `The order scores ${score}: ${signs.join(', ')}`);
  }
}
