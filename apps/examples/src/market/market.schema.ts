import { z } from 'zod';

export const Segment = z.object({ id: z.string(), name: z.string() });
export const Series = z.array(z.object({ year: z.number().int(), size: z.number().min(0) })).min(1);
export const Analysis = z.object({
  latest: z.number(),
  growth: z.number().nullable(),
  trend: z.enum(['growing', 'shrinking', 'steady', 'unknown']),
});
export const SectionOutput = z.object({
  segment: Segment,
  analysis: Analysis,
  chart: z.string().nullable(),
  comment: z.string().nullable(),
});
