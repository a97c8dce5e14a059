import { commonModes, type Fault, type QueuedFault } from './fault.js';
import { defaultKnobs, modesOf, type Knobs, type KnobsPatch } from './knobs.js';
import type { ProviderName } from './ledger.js';

/** The patch names a provider, knob or mode that does not exist, or gives a value of the wrong kind. */
export class UnknownKnobError extends Error {
  override readonly name = 'UnknownKnobError';
}

type Section = Record<string, unknown>;

/** Holds the knobs of one sandbox. Changes count from the next request on. */
export class KnobBoard {
  #knobs: Knobs;
  readonly #callbackDelayMs: number;

  constructor(callbackDelayMs: number) {
    this.#callbackDelayMs = callbackDelayMs;
    this.#knobs = defaultKnobs(callbackDelayMs);
  }

  /** The knobs as they are; a copy. */
  get(): Knobs {
    return structuredClone(this.#knobs);
  }

  /** Live view of one provider's knobs. */
  of<P extends ProviderName>(provider: P): Knobs[P] {
    return this.#knobs[provider];
  }

  /** Merges a patch. Throws UnknownKnobError, and then nothing has changed. */
  set(patch: KnobsPatch): void {
    const draft = structuredClone(this.#knobs) as unknown as Record<string, Section>;
    for (const [provider, changes] of Object.entries(asRecord(structuredClone(patch), 'the patch'))) {
      const section = draft[provider];
      if (section === undefined) throw new UnknownKnobError(`no provider is called ${provider}`);
      for (const [knob, value] of Object.entries(asRecord(changes, provider))) {
        if (value !== undefined) section[knob] = changed(section[knob], value, `${provider}.${knob}`);
      }
    }
    const knobs = draft as unknown as Knobs;
    for (const provider of Object.keys(modesOf) as ProviderName[]) checkModes(provider, knobs);
    this.#knobs = knobs;
  }

  /** Back to the state after the start. */
  reset(): void {
    this.#knobs = defaultKnobs(this.#callbackDelayMs);
  }

  /** The fault queued for this answer, used up by the asking. */
  takeNext(provider: ProviderName, on: 'effects' | 'reads'): Fault<string> | undefined {
    const queue: QueuedFault<string>[] = this.#knobs[provider].next;
    const index = queue.findIndex((fault) => (fault.on ?? 'effects') === on || fault.on === 'any');
    const fault = queue[index];
    if (fault === undefined) return undefined;
    const left = (fault.times ?? 1) - 1;
    if (left > 0) fault.times = left;
    else queue.splice(index, 1);
    return fault;
  }

  /** The fault that the end of this recipient stands for: knobs first, then the provider's built-in table. */
  bySuffix(
    provider: ProviderName,
    recipient: string,
    builtIn: Record<string, Fault<string>> = {},
  ): Fault<string> | undefined {
    return longestSuffix(this.#knobs[provider].byRecipientSuffix, recipient) ?? longestSuffix(builtIn, recipient);
  }
}

function longestSuffix(table: Record<string, Fault<string>>, recipient: string): Fault<string> | undefined {
  const wanted = recipient.toLowerCase();
  const ends = Object.keys(table).filter((suffix) => wanted.endsWith(suffix.toLowerCase()));
  const longest = ends.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : table[longest];
}

function asRecord(value: unknown, name: string): Section {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnknownKnobError(`${name} must be an object`);
  }
  return value as Section;
}

function changed(before: unknown, value: unknown, name: string): unknown {
  if (Array.isArray(before)) return Array.isArray(value) ? value : [value];
  if (typeof before === 'object' && before !== null) {
    const merged = { ...before, ...asRecord(value, name) };
    return Object.fromEntries(Object.entries(merged).filter(([, entry]) => entry !== null));
  }
  if (before === undefined) throw new UnknownKnobError(`no knob is called ${name}`);
  if (typeof before !== typeof value) throw new UnknownKnobError(`${name} must be a ${typeof before}`);
  return value;
}

function checkModes(provider: ProviderName, knobs: Knobs): void {
  const section = knobs[provider];
  const known: readonly string[] = [...commonModes, ...modesOf[provider]];
  const faults: Fault<string>[] = [...section.next, ...Object.values<Fault<string>>(section.byRecipientSuffix)];
  for (const fault of faults) {
    const { mode } = asRecord(fault, `a fault of ${provider}`);
    if (typeof mode !== 'string' || !known.includes(mode)) {
      throw new UnknownKnobError(`${provider} has no mode ${String(mode)}; it has ${known.join(', ')}`);
    }
    if (mode === 'status' && typeof fault.status !== 'number') {
      throw new UnknownKnobError(`a status fault of ${provider} needs a status`);
    }
  }
}
