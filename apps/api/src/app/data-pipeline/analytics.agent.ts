import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Action, Agent } from '../workflow/index.js';
import { analyseRows } from './analyse-rows.js';
import { earlierRows, rowsOf } from './dataset.js';

export const AnalysisOutput = z.object({
  rowCount: z.number().int().min(0),
  numeric: z.record(
    z.string(),
    z.object({ count: z.number().int(), min: z.number(), max: z.number(), mean: z.number(), sum: z.number() }),
  ),
  categories: z.record(z.string(), z.record(z.string(), z.number().int())),
});

/** analytics_agent: counts and sums. */
@Agent('analytics_agent')
@Injectable()
export class AnalyticsAgent {
  /** Takes the rows of an earlier step's output, such as `transform`. */
  @Action('analysis', { input: earlierRows, output: AnalysisOutput, effect: 'read' })
  analysis(input: z.infer<typeof earlierRows>): z.infer<typeof AnalysisOutput> {
    return analyseRows(rowsOf(input));
  }
}
