import { Composer, type ErrorCode } from 'yaml';
import type { YamlRefuse } from './yaml-tokens.js';

type ErrorSource = number | readonly [number, number, number?] | { readonly offset: number };

/**
 * The library's composer, except that it tells of each problem at once, so that reading can stop. Its own makes an
 * error with a stack for each: 8 MiB of commas take it more than a minute.
 */
export class YamlComposer extends Composer {
  constructor(refuse: YamlRefuse) {
    super({ schema: 'core', stringKeys: true, uniqueKeys: false, resolveKnownTags: false });
    // Unknown tags come as warnings, and are refused like errors.
    const onError = (source: ErrorSource, _code: ErrorCode, message: string) => refuse(message, offsetOf(source));
    // The member is private to TypeScript only; a test holds that it is the one that counts.
    Reflect.set(this, 'onError', onError);
  }
}

function offsetOf(source: ErrorSource): number {
  if (typeof source === 'number') return source;
  return 'offset' in source ? source.offset : source[0];
}
