import { Inject, Injectable } from '@nestjs/common';
import { Action, Agent, RetryableError, TerminalError, type AgentContext } from '@workflow/api';
import { z } from 'zod';

/** Nest token of the payment provider's address. */
export const PAYMENT_URL = Symbol('PAYMENT_URL');

const ChargeInput = z.strictObject({ order: z.string(), amount: z.number().int().positive(), card: z.string() });
const ChargeOutput = z.object({ chargeId: z.string(), amount: z.number().int() });
type ChargeOutput = z.infer<typeof ChargeOutput>;
const Charged = z.object({ id: z.string() });

/** PAYMENT: takes money and gives it back. Amounts are in cents. */
@Agent('PAYMENT')
@Injectable()
export class PaymentAgent {
  constructor(@Inject(PAYMENT_URL) private readonly url: string) {}

  /**
   * Charges once, however many attempts it takes: each of them brings the same idempotency key to the provider.
   * @throws TerminalError PAYMENT_REFUSED; RetryableError PAYMENT_UNAVAILABLE when the answer was lost or is 5xx
   */
  @Action('charge', {
    input: ChargeInput,
    output: ChargeOutput,
    effect: 'write',
    async undo(this: PaymentAgent, { output }: { output: ChargeOutput }, ctx: AgentContext) {
      await this.post(`/charges/${output.chargeId}/refund`, {}, ctx);
    },
  })
  async charge(input: z.infer<typeof ChargeInput>, ctx: AgentContext): Promise<ChargeOutput> {
    const { id } = Charged.parse(await this.post('/charges', input, ctx));
    return { chargeId: id, amount: input.amount };
  }

  private async post(path: string, body: object, ctx: AgentContext): Promise<unknown> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': ctx.idempotencyKey };
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal: ctx.signal };
    const response = await fetch(`${this.url}${path}`, init).catch((error: unknown) => {
      ctx.signal.throwIfAborted();
      throw new RetryableError('PAYMENT_UNAVAILABLE', 'The payment provider gave no answer', { cause: error });
    });
    if (response.status >= 500) {
      throw new RetryableError('PAYMENT_UNAVAILABLE', `The payment provider answered ${response.status}`);
    }
    if (!response.ok) throw new TerminalError('PAYMENT_REFUSED', `The payment provider answered ${response.status}`);
    return response.json();
  }
}
