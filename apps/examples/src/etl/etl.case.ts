import { fileURLToPath } from 'node:url';
import type { Case, World } from '../case.js';
import { Database } from './database.js';
import { etlFeatures } from './etl.features.js';
import { startOrdersApi, type OrdersApi } from './orders-api.js';
import { startPostgres, type Postgres } from './postgres.js';

const products = fileURLToPath(new URL('../../../../docs/examples/etl/products.csv', import.meta.url));

/** The three sources and the warehouse. */
export interface EtlWorld extends World {
  readonly shop: OrdersApi;
  readonly postgres: Postgres;
  /** Asks the warehouse, over a connection of its own. */
  readonly database: Database;
}

/** Starts the sources: an HTTP server, PostgreSQL, and a CSV file, `productsFile` in place of the committed one. */
export async function startEtl(productsFile = products): Promise<EtlWorld> {
  const [shop, postgres] = await Promise.all([startOrdersApi(), startPostgres()]);
  const database = new Database(postgres.url);
  const sources = {
    apis: { shop: `${shop.url}/orders` },
    tables: { customers: 'select id, name, region from customers order by id' },
    files: { products: productsFile },
  };
  return {
    shop,
    postgres,
    database,
    features: etlFeatures(sources, database),
    stands: async () => {
      const facts = await database.query('select id, region, category, revenue::float8 from facts order by id');
      const kept = await database.query('select jsonb_array_length(rows) as rows, reasons from quarantine');
      return [
        ...facts.map((fact) => `facts       ${JSON.stringify(fact)}`),
        ...kept.map((batch) => `quarantine  ${JSON.stringify(batch)}`),
      ];
    },
    close: async () => {
      await database.close();
      await Promise.all([shop.close(), postgres.close()]);
    },
  };
}

/** Three sources in parallel, cleaned, joined, judged; loaded or put into quarantine. */
export const etl: Case = { name: 'etl', start: () => startEtl() };
