import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError, type AgentContext } from '@workflow/api';
import { z } from 'zod';
import { StockRoom } from './stock-room.js';

const Lines = z.array(z.object({ sku: z.string(), quantity: z.number().int().positive() })).min(1);
const ReserveInput = z.strictObject({ lines: Lines });
const ReserveOutput = z.object({ reservationId: z.string() });

/** STOCK: keeps goods for an order. */
@Agent('STOCK')
@Injectable()
export class StockAgent {
  constructor(private readonly stock: StockRoom) {}

  /** @throws TerminalError OUT_OF_STOCK naming the goods */
  @Action('reserve', {
    input: ReserveInput,
    output: ReserveOutput,
    effect: 'write',
    async undo(this: StockAgent, { output }: { output: z.infer<typeof ReserveOutput> }) {
      this.stock.release(output.reservationId);
    },
  })
  reserve({ lines }: z.infer<typeof ReserveInput>, ctx: AgentContext): z.infer<typeof ReserveOutput> {
    const missing = this.stock.reserve(ctx.idempotencyKey, lines);
    if (missing === undefined) return { reservationId: ctx.idempotencyKey };
    const { sku, quantity } = missing;
    throw new TerminalError('OUT_OF_STOCK', `${quantity} of '${sku}' are wanted and ${this.stock.left(sku)} are left`);
  }
}
