import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Action, Agent } from '../workflow/index.js';
import { dataset, namedDataset, rowsOf } from './dataset.js';
import { checkQuality } from './quality-check.js';

const valueType = z.enum(['null', 'boolean', 'number', 'date', 'text', 'object']);

export const ValidationOutput = z.object({
  /** False when an issue is an error. */
  valid: z.boolean(),
  /** The dataset as it came, for the steps that follow. */
  rows: dataset,
  issues: z.array(
    z.object({
      kind: z.enum(['empty_dataset', 'empty_column', 'nulls', 'mixed_types', 'duplicate_rows']),
      severity: z.enum(['error', 'warning']),
      column: z.string().optional(),
      count: z.number().int().min(0),
    }),
  ),
  report: z.object({
    rowCount: z.number().int().min(0),
    columns: z.array(
      z.object({ name: z.string(), type: valueType, nulls: z.number().int(), misfits: z.number().int() }),
    ),
    duplicateRows: z.number().int().min(0),
  }),
});

/** data_quality_agent: says whether a dataset can be worked with. */
@Agent('data_quality_agent')
@Injectable()
export class DataQualityAgent {
  /** Checks one dataset under any name. An invalid one is an answer, not a failure. */
  @Action('validation', { input: namedDataset, output: ValidationOutput, effect: 'read' })
  validation(input: z.infer<typeof namedDataset>): z.infer<typeof ValidationOutput> {
    const rows = rowsOf(input);
    const { report, issues } = checkQuality(rows);
    const isValid = issues.every((issue) => issue.severity !== 'error');
    return { valid: isValid, rows, issues, report: { ...report, columns: [...report.columns] } };
  }
}
