import { listen, type LocalServer } from '../local-server.js';

type Order = Readonly<Record<string, unknown>>;

/** What the shop took on each day. The 21st has a customer that nobody knows and a quantity that is no number. */
const days: Readonly<Record<string, readonly Order[]>> = {
  '2026-11-20': [
    { id: 'o-1001', customerId: 'c-1', sku: 'chair', quantity: 2 },
    { id: 'o-1002', customerId: 'c-2', sku: 'lamp', quantity: 5 },
    { id: 'o-1003', customerId: 'c-3', sku: 'desk', quantity: 1 },
    { id: 'o-1003', customerId: 'c-3', sku: 'desk', quantity: 1 },
  ],
  '2026-11-21': [
    { id: 'o-1004', customerId: 'c-1', sku: 'desk', quantity: 1 },
    { id: 'o-1005', customerId: 'c-9', sku: 'lamp', quantity: 3 },
    { id: 'o-1006', customerId: 'c-2', sku: 'chair', quantity: 'two' },
  ],
};

/** The day on which the API is down. */
const downDay = '2026-11-22';

/** The shop's API: `GET /orders?day=2026-11-20`. A real HTTP server with invented orders. */
export interface OrdersApi extends LocalServer {
  /** So many of the next answers are 503. */
  failNext(times: number): void;
  /** How often it was asked. */
  readonly asked: () => number;
}

export async function startOrdersApi(): Promise<OrdersApi> {
  let [failures, asked] = [0, 0];
  const server = await listen((request) => {
    asked += 1;
    const day = new URL(request.url ?? '', 'http://shop').searchParams.get('day') ?? '';
    if (failures > 0 || day === downDay) {
      failures -= 1;
      return { status: 503, body: { error: 'down for maintenance' } };
    }
    return { status: 200, body: days[day] ?? [] };
  });
  return { ...server, failNext: (times) => void (failures = times), asked: () => asked };
}
