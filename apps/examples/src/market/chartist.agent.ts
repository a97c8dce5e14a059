import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError } from '@workflow/api';
import { z } from 'zod';
import { barChart } from './bar-chart.js';
import { Series } from './market.schema.js';

const DrawInput = z.strictObject({ title: z.string(), series: Series });
const DrawOutput = z.object({ svg: z.string() });

/** CHARTIST: draws series. */
@Agent('CHARTIST')
@Injectable()
export class ChartistAgent {
  /** @throws TerminalError NOTHING_TO_DRAW for less than two years */
  @Action('draw', { input: DrawInput, output: DrawOutput, effect: 'read' })
  draw({ title, series }: z.infer<typeof DrawInput>): z.infer<typeof DrawOutput> {
    if (series.length < 2) throw new TerminalError('NOTHING_TO_DRAW', `'${title}' has one year, which is no chart`);
    return { svg: barChart(title, series) };
  }
}
