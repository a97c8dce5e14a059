import { newMeter } from '../expression/evaluate/evaluation.js';
import type { ExpressionContext } from '../expression/expression.js';
import type { CompiledValue } from './compiled-value.js';
import { mapJson } from './map-json.js';
import { renderPart } from './render-part.js';

/**
 * The value with every template rendered, as data of its own. A template that gives undefined leaves its key out, in
 * an array it gives null; at the top the whole is undefined. All templates of a value are one evaluation to the
 * limits, so that no definition can make its rendering long.
 *
 * @throws ExpressionError as `renderTemplate` does
 */
export function renderValue(compiled: CompiledValue, context: ExpressionContext): unknown {
  const meter = newMeter();
  return mapJson(compiled.value, (leaf, path) => {
    const template = compiled.templates.get(path);
    return template === undefined ? leaf : renderPart(template, context, meter);
  });
}
