import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError, type AgentContext } from '@workflow/api';
import { z } from 'zod';

const ShipInput = z.strictObject({ order: z.string(), reservation: z.string(), country: z.string() });
const ShipOutput = z.object({ shipmentId: z.string() });

const served = ['DE', 'FR', 'US'];

/** Stands in for a carrier, in memory: one shipment a key. */
export class Carrier {
  readonly shipments = new Map<string, string>();
}

/** FULFILMENT: hands reserved goods to the carrier. */
@Agent('FULFILMENT')
@Injectable()
export class FulfilmentAgent {
  constructor(private readonly carrier: Carrier) {}

  /** @throws TerminalError COUNTRY_NOT_SERVED */
  @Action('ship', {
    input: ShipInput,
    output: ShipOutput,
    effect: 'write',
    async undo(this: FulfilmentAgent, { output }: { output: z.infer<typeof ShipOutput> }) {
      this.carrier.shipments.delete(output.shipmentId);
    },
  })
  ship({ order, country }: z.infer<typeof ShipInput>, ctx: AgentContext): z.infer<typeof ShipOutput> {
    if (!served.includes(country)) {
      throw new TerminalError('COUNTRY_NOT_SERVED', `Nothing is shipped to ${country}, only to ${served.join(', ')}`);
    }
    this.carrier.shipments.set(ctx.idempotencyKey, order);
    return { shipmentId: ctx.idempotencyKey };
  }
}
