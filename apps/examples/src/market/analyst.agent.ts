import { Injectable } from '@nestjs/common';
import { Action, Agent } from '@workflow/api';
import { z } from 'zod';
import { growthOf } from './growth.js';
import { Analysis, SectionOutput, Segment, Series } from './market.schema.js';
import { writeReport } from './write-report.js';

const AnalyseInput = z.strictObject({ series: Series });
const SectionInput = z.strictObject({
  segment: Segment,
  analysis: Analysis,
  chart: z.string().optional(),
  comment: z.string().optional(),
});
const SynthesiseInput = z.strictObject({ market: z.string(), sections: z.array(SectionOutput.nullable()) });
const SynthesiseOutput = z.object({
  report: z.string(),
  ranking: z.array(z.object({ segment: z.string(), share: z.number() })),
});

/** ANALYST: figures, a section for each segment, the report over all. */
@Agent('ANALYST')
@Injectable()
export class AnalystAgent {
  @Action('analyse', { input: AnalyseInput, output: Analysis, effect: 'read' })
  analyse({ series }: z.infer<typeof AnalyseInput>): z.infer<typeof Analysis> {
    return growthOf(series);
  }

  /** What is there of one segment; a chart or a comment may be missing. */
  @Action('write_section', { input: SectionInput, output: SectionOutput, effect: 'read' })
  writeSection({ segment, analysis, chart, comment }: z.infer<typeof SectionInput>): z.infer<typeof SectionOutput> {
    return { segment, analysis, chart: chart ?? null, comment: comment ?? null };
  }

  /** A null among the sections is a segment of which nothing was found. */
  @Action('synthesise', { input: SynthesiseInput, output: SynthesiseOutput, effect: 'read' })
  synthesise({ market, sections }: z.infer<typeof SynthesiseInput>): z.infer<typeof SynthesiseOutput> {
    const { report, ranking } = writeReport(market, sections);
    return { report, ranking: [...ranking] };
  }
}
