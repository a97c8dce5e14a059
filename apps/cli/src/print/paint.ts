import { styleText } from 'node:util';
import type { Io, Output } from '../io.js';

type Style = Parameters<typeof styleText>[0];
type Stroke = (text: string) => string;

/** The few colours of `wf`. */
export interface Paint {
  readonly green: Stroke;
  readonly red: Stroke;
  readonly yellow: Stroke;
  readonly cyan: Stroke;
  readonly dim: Stroke;
  readonly bold: Stroke;
}

/** Colours for a stream: none unless it is a terminal that takes them (`NO_COLOR`, `TERM=dumb`). */
export function paint(output: Output, env: Io['env']): Paint {
  const isColoured = output.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  const stroke =
    (style: Style): Stroke =>
    (text) =>
      isColoured ? styleText(style, text, { validateStream: false }) : text;
  return {
    green: stroke('green'),
    red: stroke('red'),
    yellow: stroke('yellow'),
    cyan: stroke('cyan'),
    dim: stroke('dim'),
    bold: stroke('bold'),
  };
}
