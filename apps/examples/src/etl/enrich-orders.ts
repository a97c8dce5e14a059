import type { Rows } from './rows.js';

export interface EnrichedOrders {
  /** Each order with its customer's region, its product's category and its revenue, as far as they are known. */
  readonly rows: Rows;
  /** Why an order cannot be counted. */
  readonly issues: readonly { readonly order: string; readonly problem: string }[];
}

/** Joins orders with customers and products by their ids; an order is kept whatever is missing, and what is missing is told. */
export function enrichOrders(orders: Rows, customers: Rows, products: Rows): EnrichedOrders {
  const customerById = byKey(customers, 'id');
  const productById = byKey(products, 'sku');
  const issues: { order: string; problem: string }[] = [];
  const enriched = orders.map((order) => {
    const customer = customerById.get(order['customer_id']);
    const product = productById.get(order['sku']);
    const { quantity } = order;
    const price = product?.['price'];
    const problems = [
      ...(customer === undefined ? [`no customer '${String(order['customer_id'])}'`] : []),
      ...(product === undefined ? [`no product '${String(order['sku'])}'`] : []),
      ...(typeof quantity === 'number' && quantity > 0 ? [] : [`quantity is ${JSON.stringify(quantity ?? null)}`]),
    ];
    issues.push(...problems.map((problem) => ({ order: String(order['id']), problem })));
    return {
      ...order,
      region: customer?.['region'] ?? null,
      category: product?.['category'] ?? null,
      revenue: typeof quantity === 'number' && typeof price === 'number' ? cents(quantity * price) : null,
    };
  });
  return { rows: enriched, issues };
}

function byKey(rows: Rows, key: string): Map<unknown, Rows[number]> {
  return new Map(rows.map((row) => [row[key], row]));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
