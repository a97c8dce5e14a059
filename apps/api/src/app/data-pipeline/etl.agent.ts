import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Action, Agent } from '../workflow/index.js';
import { dataset, earlierRows, rowsOf } from './dataset.js';
import { transformRows } from './transform-rows.js';

export const TransformationOutput = z.object({
  rows: dataset,
  /** Column names before and after, where they differ. */
  renamed: z.record(z.string(), z.string()),
  coerced: z.number().int().min(0),
  dropped: z.number().int().min(0),
});

/** etl_agent: brings a dataset into form. */
@Agent('etl_agent')
@Injectable()
export class EtlAgent {
  /** Takes the rows of an earlier step's output, such as `validate`. */
  @Action('transformation', { input: earlierRows, output: TransformationOutput, effect: 'read' })
  transformation(input: z.infer<typeof earlierRows>): z.infer<typeof TransformationOutput> {
    return transformRows(rowsOf(input));
  }
}
