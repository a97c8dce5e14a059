import { Module } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { Action, Agent, defineTransformer, TerminalError, WorkflowModule } from '../src/app/workflow/index.js';
import { startEngine, type EngineFixture } from './engine-fixture.js';

const Input = z.object({ goods: z.string(), count: z.number().default(1) });
const undone: unknown[] = [];
const acted: unknown[] = [];

@Agent('STORE')
class StoreAgent {
  @Action('take', {
    input: Input,
    output: z.object({}),
    effect: 'write',
    async undo(this: StoreAgent, { input }: { input: z.infer<typeof Input> }) {
      undone.push(input);
    },
  })
  take(input: z.infer<typeof Input>) {
    acted.push(input);
    return {};
  }
  @Action('refuse', { input: z.object({}), output: z.object({}), effect: 'read' })
  refuse(): never {
    throw new TerminalError('REFUSED', 'no');
  }
}

const toGoods = defineTransformer({
  source: 'ORDERS.read',
  target: 'STORE.take',
  from: z.object({ order: z.object({ sku: z.string() }) }),
  to: z.object({ goods: z.string() }),
  transform: ({ order }) => ({ goods: order.sku }),
});

@Module({ imports: [WorkflowModule.forAgent(StoreAgent, { transformers: [toGoods] })] })
class StoreModule {}

let engine: EngineFixture;
beforeAll(async () => {
  engine = await startEngine({}, [StoreModule]);
});
beforeEach(() => void ([undone.length, acted.length] = [0, 0]));
afterAll(() => engine.close());

const refuse = { id: 'refuse', agent: 'STORE', action: 'refuse', inputs: {}, dependsOn: ['take'] };
const read = { id: 'read', agent: 'ALPHA', action: 'read', inputs: { sku: 'lamp' } };

it.each([
  ['what it reads of other steps, and defaults', { inputs: { goods: '{{steps.read.output.sku}}' } }],
  [
    'what its transformer made of its inputs',
    { inputs: { order: '{{steps.read.output}}' }, transform: { source: 'ORDERS.read', target: 'STORE.take' } },
  ],
])('gives an undo the input that the action had, with %s', async (_what, more) => {
  const take = { id: 'take', agent: 'STORE', action: 'take', ...more };
  await engine.run({ id: 'undo-input', steps: [read, take, refuse], errorHandler: 'rollback_workflow' });
  expect(acted).toEqual([{ goods: 'lamp', count: 1 }]);
  expect(undone).toEqual(acted);
});
