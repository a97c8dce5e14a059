import type { Cell } from '../cell.js';
import { allDeadCells } from './all-dead.js';
import { arrivedCells } from './arrived.js';
import { deadCells } from './dead.js';
import { failedOrderCells } from './failed-orders.js';
import { failedCells } from './failed.js';
import { runCancelledCells } from './run-cancelled.js';
import { whenCells } from './when.js';

/**
 * The outcome table: how an edge ended, by what the join over it makes of that. One row of the rules is not here: a
 * dependency that a retry of the run runs again, since runs cannot be retried yet.
 */
export const allCells: readonly Cell[] = [
  ...arrivedCells,
  ...failedCells,
  ...failedOrderCells,
  ...deadCells,
  ...allDeadCells,
  ...runCancelledCells,
  ...whenCells,
];
