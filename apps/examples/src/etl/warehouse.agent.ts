import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError, type AgentContext } from '@workflow/api';
import { z } from 'zod';
import { Database } from './database.js';
import { enrichOrders } from './enrich-orders.js';
import { rows } from './rows.js';

const Issues = z.array(z.object({ order: z.string(), problem: z.string() }));
const EnrichInput = z.strictObject({ orders: rows, customers: rows, products: rows });
const EnrichOutput = z.object({ rows, issues: Issues });

const Loadable = z.object({
  id: z.string(),
  region: z.string(),
  category: z.string(),
  quantity: z.number().int().positive(),
  revenue: z.number().min(0),
});
const LoadInput = z.strictObject({ rows: z.array(Loadable).min(1) });
const Batch = z.object({ batch: z.string(), rows: z.number().int().min(0) });
type Batch = z.infer<typeof Batch>;
const QuarantineInput = z.strictObject({ rows, reasons: z.looseObject({}) });
const ReconcileInput = z.strictObject({ batch: z.string(), expected: z.number().int().min(0) });
const ReconcileOutput = z.object({ rows: z.number().int(), revenue: z.number() });

/** WAREHOUSE: joins what the sources gave, and keeps it in PostgreSQL by batches. */
@Agent('WAREHOUSE')
@Injectable()
export class WarehouseAgent {
  constructor(private readonly database: Database) {}

  /** What is missing is an answer (`issues`), not a failure. */
  @Action('enrich', { input: EnrichInput, output: EnrichOutput, effect: 'read' })
  enrich({ orders, customers, products }: z.infer<typeof EnrichInput>): z.infer<typeof EnrichOutput> {
    const { rows: enriched, issues } = enrichOrders(orders, customers, products);
    return { rows: enriched, issues: [...issues] };
  }

  /**
   * Writes the rows as one batch, in one statement. The batch is the step's idempotency key and an order's id is unique,
   * so that an attempt that runs again writes nothing twice. An order of another batch is left as it is.
   */
  @Action('load', {
    input: LoadInput,
    output: Batch,
    effect: 'write',
    async undo(this: WarehouseAgent, { output }: { output: Batch }) {
      await this.database.query('delete from facts where batch = $1', [output.batch]);
    },
  })
  async load({ rows: facts }: z.infer<typeof LoadInput>, ctx: AgentContext): Promise<Batch> {
    await this.database.query(
      `insert into facts (batch, id, region, category, quantity, revenue)
       select $1, id, region, category, quantity, revenue
       from jsonb_to_recordset($2::jsonb) as r(id text, region text, category text, quantity int, revenue numeric)
       on conflict (id) do nothing`,
      [ctx.idempotencyKey, JSON.stringify(facts)],
    );
    return { batch: ctx.idempotencyKey, rows: facts.length };
  }

  /** Puts rows aside with the reasons, for people to look at. */
  @Action('quarantine', { input: QuarantineInput, output: Batch, effect: 'write' })
  async quarantine(input: z.infer<typeof QuarantineInput>, ctx: AgentContext): Promise<Batch> {
    await this.database.query(
      `insert into quarantine (batch, rows, reasons) values ($1, $2::jsonb, $3::jsonb) on conflict (batch) do nothing`,
      [ctx.idempotencyKey, JSON.stringify(input.rows), JSON.stringify(input.reasons)],
    );
    return { batch: ctx.idempotencyKey, rows: input.rows.length };
  }

  /** Counts what the warehouse holds of a batch. @throws TerminalError LOAD_INCOMPLETE when rows are missing */
  @Action('reconcile', { input: ReconcileInput, output: ReconcileOutput, effect: 'read' })
  async reconcile({ batch, expected }: z.infer<typeof ReconcileInput>): Promise<z.infer<typeof ReconcileOutput>> {
    const [found] = await this.database.query<{ rows: number; revenue: number }>(
      `select count(*)::int as rows, coalesce(sum(revenue), 0)::float8 as revenue from facts where batch = $1`,
      [batch],
    );
    const { rows: counted = 0, revenue = 0 } = found ?? {};
    if (counted === expected) return { rows: counted, revenue };
    const missing = `${expected - counted} of ${expected} orders are in the warehouse already, from another batch`;
    throw new TerminalError('LOAD_INCOMPLETE', missing);
  }
}
