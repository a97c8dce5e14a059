import { z } from 'zod';
import { Cursor, PageLimit } from './ids.js';

/** `{items, nextCursor}`; the cursor is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T, id: string) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional() }).meta({ id });
}

export const PageQuery = z.strictObject({ cursor: Cursor.optional(), limit: PageLimit.optional() });
export type PageQuery = z.input<typeof PageQuery>;
