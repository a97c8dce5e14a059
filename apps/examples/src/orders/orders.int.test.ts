import type { Run, TimelineEvent } from '@workflow/contract';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { startCaseFixture, statuses, type CaseFixture } from '../case.fixture.js';
import { inputsOf } from '../run-case.js';
import { startOrders, type OrdersWorld } from './orders.case.js';

let live: CaseFixture<OrdersWorld>;
beforeAll(async () => {
  live = await startCaseFixture('orders', startOrders());
});
beforeEach(() => {
  live.world.reopen();
  live.demo.sandbox.knobs.reset();
  live.demo.sandbox.ledger.clear();
});
afterAll(() => live.close());

const run = async (inputs: string) => live.run(await inputsOf('orders', inputs));

/** The steps that were undone, in order, and those that completed. */
async function history({ runId }: Run): Promise<{ completed: string[]; undone: string[] }> {
  const { items } = await live.demo.api.call<{ items: TimelineEvent[] }>(`/runs/${runId}/timeline?limit=100`);
  const of = (type: string) => items.filter((event) => event.type === type).map(({ stepId = '' }) => stepId);
  return { completed: of('step.completed'), undone: of('step.compensated') };
}

/** Nothing reserved, no money kept, nothing shipped. */
function expectNothingStands(): void {
  const { stock, carrier, payments } = live.world;
  expect([stock.left('chair'), stock.left('lamp'), stock.reservations]).toEqual([10, 10, 0]);
  expect(payments.charges().filter(({ isRefunded }) => !isRefunded)).toEqual([]);
  expect([...carrier.shipments]).toEqual([]);
}

it('has a definition that the checker takes without a warning', async () => {
  expect(await live.problems()).toEqual([]);
});

it('ships an order whose three checks agree, and tells the customer', async () => {
  const ended = await run('usual');
  expect(ended).toMatchObject({ status: 'completed', outputs: { charge: 'ch_1', told: true } });
  expect([...live.world.carrier.shipments.values()]).toEqual(['o-7001']);
  expect(live.world.stock.left('chair')).toBe(8);
  expect(live.demo.sandbox.ledger.sends()).toMatchObject([{ kind: 'sms', accepted: true }]);
});

it('keeps a shipped order when the customer cannot be told', async () => {
  live.demo.sandbox.knobs.set({ signalHouse: { next: { mode: 'status', status: 400 } } });
  const ended = await run('usual');
  expect(ended).toMatchObject({ status: 'completed', outputs: { told: false } });
  expect(live.world.carrier.shipments.size).toBe(1);
});

it('charges once when the answer to the charge was lost', async () => {
  const ended = await run('lost-answer');
  expect(ended.status).toBe('completed');
  expect(ended.steps.find(({ stepId }) => stepId === 'charge')?.attempts).toBe(2);
  expect(live.world.payments.charges()).toMatchObject([{ order: 'o-7001', amount: 20300, isRefunded: false }]);
});

it('gives the goods back when the card is declined', async () => {
  live.world.payments.holdUntil(live.world.stock.firstReservation);
  const ended = await run('declined');
  expect(ended.error).toMatchObject({ code: 'PAYMENT_REFUSED', stepId: 'charge' });
  expect(statuses(ended)).toMatchObject({ reserve: 'compensated', ship: 'skipped UPSTREAM_FAILED' });
  expectNothingStands();
  expect(live.demo.sandbox.ledger.sends()).toEqual([]);
});

it('refunds and releases in reverse order when shipping fails behind them', async () => {
  live.world.payments.holdUntil(live.world.stock.firstReservation);
  const ended = await run('not-served');
  expect(ended.error).toMatchObject({ code: 'COUNTRY_NOT_SERVED', stepId: 'ship' });
  const { completed, undone } = await history(ended);
  expect(undone).toEqual(completed.filter((stepId) => stepId !== 'clear').toReversed());
  expect(undone).toHaveLength(2);
  expect(live.world.payments.charges()).toMatchObject([{ isRefunded: true }]);
  expectNothingStands();
});

it.each([
  ['fraud', 'FRAUD_SUSPECTED', 'clear'],
  ['out-of-stock', 'OUT_OF_STOCK', 'reserve'],
])('leaves nothing behind of an order refused for %s, whatever had been done by then', async (inputs, code, stepId) => {
  const ended = await run(inputs);
  expect(ended.error).toMatchObject({ code, stepId });
  const { completed, undone } = await history(ended);
  expect(undone).toEqual(completed.filter((each) => each !== 'clear').toReversed());
  expectNothingStands();
});
