import { WorkflowModule } from '@workflow/api';
import type { Case, World } from '../case.js';
import { FraudAgent } from './fraud.agent.js';
import { Carrier, FulfilmentAgent } from './fulfilment.agent.js';
import { PAYMENT_URL, PaymentAgent } from './payment.agent.js';
import { startPaymentProvider, type PaymentProvider } from './payment-provider.js';
import { StockAgent } from './stock.agent.js';
import { StockRoom } from './stock-room.js';

/** A shop: its stock, its carrier, its payment provider. */
export interface OrdersWorld extends World {
  readonly stock: StockRoom;
  readonly carrier: Carrier;
  readonly payments: PaymentProvider;
  /** Opens the shop anew: shelves full, nothing charged, nothing shipped. */
  reopen(): void;
}

const shelves = { chair: 10, lamp: 10 };

export async function startOrders(): Promise<OrdersWorld> {
  const payments = await startPaymentProvider();
  const stock = new StockRoom(shelves);
  const carrier = new Carrier();
  return {
    stock,
    carrier,
    payments,
    features: [
      WorkflowModule.forAgent(StockAgent, { providers: [{ provide: StockRoom, useValue: stock }] }),
      WorkflowModule.forAgent(PaymentAgent, { providers: [{ provide: PAYMENT_URL, useValue: payments.url }] }),
      WorkflowModule.forAgent(FraudAgent),
      WorkflowModule.forAgent(FulfilmentAgent, { providers: [{ provide: Carrier, useValue: carrier }] }),
    ],
    stands: async () => [
      `stock       chair ${stock.left('chair')} of 10, lamp ${stock.left('lamp')} of 10`,
      ...payments
        .charges()
        .map(({ id, amount, isRefunded }) => `charge      ${id} ${amount}${isRefunded ? ' refunded' : ''}`),
      ...[...carrier.shipments.values()].map((order) => `shipment    of ${order}`),
    ],
    reopen: () => {
      stock.refill(shelves);
      carrier.shipments.clear();
      payments.forget();
    },
    close: () => payments.close(),
  };
}

/** Stock, payment and fraud at once; shipped when all three agree, undone when one does not. */
export const orders: Case = { name: 'orders', start: startOrders };
