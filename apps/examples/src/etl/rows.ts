import { z } from 'zod';

/** Rows as a source gives them. */
export const rows = z.array(z.record(z.string(), z.unknown()));
export type Rows = z.infer<typeof rows>;
