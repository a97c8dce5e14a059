import { expect, it } from 'vitest';
import { enrichOrders } from './enrich-orders.js';

const customers = [{ id: 'c-1', region: 'north' }];
const products = [{ sku: 'lamp', category: 'lighting', price: 0.1 }];

it('joins an order with its customer and product, revenue in whole cents', () => {
  const orders = [{ id: 'o-1', customer_id: 'c-1', sku: 'lamp', quantity: 3 }];
  expect(enrichOrders(orders, customers, products)).toEqual({
    rows: [{ ...orders[0], region: 'north', category: 'lighting', revenue: 0.3 }],
    issues: [],
  });
});

it('keeps an order that cannot be counted, and says everything that is wrong with it', () => {
  const orders = [{ id: 'o-2', customer_id: 'c-9', sku: 'sofa', quantity: 'two' }];
  expect(enrichOrders(orders, customers, products)).toEqual({
    rows: [{ ...orders[0], region: null, category: null, revenue: null }],
    issues: [
      { order: 'o-2', problem: "no customer 'c-9'" },
      { order: 'o-2', problem: "no product 'sofa'" },
      { order: 'o-2', problem: 'quantity is "two"' },
    ],
  });
});
