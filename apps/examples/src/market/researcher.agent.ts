import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError } from '@workflow/api';
import { z } from 'zod';
import { markets } from './market-figures.js';
import { Segment, Series } from './market.schema.js';

const DecomposeInput = z.strictObject({ market: z.string() });
const DecomposeOutput = z.object({ segments: z.array(Segment) });
const ResearchInput = z.strictObject({ market: z.string(), segment: z.string() });
const ResearchOutput = z.object({ series: Series });

/** RESEARCHER: knows which segments a market has, and their figures. */
@Agent('RESEARCHER')
@Injectable()
export class ResearcherAgent {
  /** @throws TerminalError UNKNOWN_MARKET */
  @Action('decompose', { input: DecomposeInput, output: DecomposeOutput, effect: 'read' })
  decompose({ market }: z.infer<typeof DecomposeInput>): z.infer<typeof DecomposeOutput> {
    return { segments: segmentsOf(market).map(({ id, name }) => ({ id, name })) };
  }

  /** @throws TerminalError NO_FIGURES */
  @Action('research', { input: ResearchInput, output: ResearchOutput, effect: 'read' })
  research({ market, segment }: z.infer<typeof ResearchInput>): z.infer<typeof ResearchOutput> {
    const found = segmentsOf(market).find(({ id }) => id === segment);
    if (found === undefined || found.series.length === 0) {
      throw new TerminalError('NO_FIGURES', `Nobody publishes figures of '${segment}'`);
    }
    return { series: [...found.series] };
  }
}

function segmentsOf(market: string) {
  const segments = Object.hasOwn(markets, market) ? markets[market] : undefined;
  if (segments !== undefined) return segments;
  throw new TerminalError(
    'UNKNOWN_MARKET',
    `There is no market '${market}'; there are: ${Object.keys(markets).join(', ')}`,
  );
}
