import { listen, type LocalAnswer, type LocalServer } from '../local-server.js';

interface Charge {
  readonly id: string;
  readonly order: string;
  readonly amount: number;
  isRefunded: boolean;
}

/** Stands in for a payment provider: a real HTTP server, no money. */
export interface PaymentProvider extends LocalServer {
  readonly charges: () => readonly Readonly<Charge>[];
  /** Answers no further charge until the promise is fulfilled. */
  holdUntil(ready: Promise<unknown>): void;
  /** Begins anew, without charges. */
  forget(): void;
}

/** The card that is refused, and the one whose first charge is made while its answer is lost. */
const [declinedCard, lossyCard] = ['tok_declined', 'tok_lossy'];

/**
 * `POST /charges {order, amount, card}` under an `Idempotency-Key`, and `POST /charges/:id/refund`. As real ones do, it
 * gives the same charge for the same key, and refunds a charge once however often it is asked.
 */
export async function startPaymentProvider(): Promise<PaymentProvider> {
  const byKey = new Map<string, Charge>();
  let hold: Promise<unknown> = Promise.resolve();

  const charge = (
    key: string,
    { order, amount, card }: { order: string; amount: number; card: string },
  ): LocalAnswer => {
    if (card === declinedCard) return { status: 402, body: { error: 'the card was declined' } };
    const known = byKey.get(key);
    const made = known ?? { id: `ch_${byKey.size + 1}`, order, amount, isRefunded: false };
    byKey.set(key, made);
    return card === lossyCard && known === undefined ? undefined : { status: 201, body: { id: made.id } };
  };
  const refund = (id: string): LocalAnswer => {
    const made = [...byKey.values()].find((each) => each.id === id);
    if (made === undefined) return { status: 404, body: { error: `there is no charge ${id}` } };
    made.isRefunded = true;
    return { status: 200, body: { id } };
  };

  const server = await listen(async ({ url = '', headers }, body) => {
    const refunded = /^\/charges\/([^/]+)\/refund$/.exec(url)?.[1];
    if (refunded !== undefined) return refund(refunded);
    await hold;
    return charge(String(headers['idempotency-key']), body as Parameters<typeof charge>[1]);
  });
  return {
    ...server,
    charges: () => [...byKey.values()],
    holdUntil: (ready) => void (hold = ready),
    forget: () => {
      byKey.clear();
      hold = Promise.resolve();
    },
  };
}
