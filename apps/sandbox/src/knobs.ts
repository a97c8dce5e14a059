import type { Fault, QueuedFault } from './fault.js';
import type { ProviderName } from './ledger.js';
import { openAiModes, type OpenAiMode, type ScriptedAnswer } from './openai/modes.js';
import { signalHouseModes, type SignalHouseMode } from './signalhouse/modes.js';
import { tracerfyModes, type TracerfyMode } from './tracerfy/modes.js';
import { trestleModes, type TrestleMode } from './trestle/modes.js';
import { twilioModes, type TwilioMode } from './twilio/modes.js';

/** Faults of one provider. A queued fault wins over a suffix set here, which wins over the built-in tables. */
export interface FaultKnobs<Mode extends string> {
  next: QueuedFault<Mode>[];
  /** End of the recipient (phone digits; last name or address at Tracerfy; model at OpenAI); the longest match wins. */
  byRecipientSuffix: Record<string, Fault<Mode>>;
  /** Added to every answer of this provider. */
  latencyMs: number;
}

/** Callbacks a provider sends by itself. */
export interface CallbackKnobs {
  /** Before each step of a message or call. */
  callbackDelayMs: number;
  /** Each callback is delivered this many times. */
  repeatCallbacks: number;
  /** Callbacks of one message or call arrive last first. */
  reverseCallbacks: boolean;
}

export interface Knobs {
  signalHouse: FaultKnobs<SignalHouseMode> &
    CallbackKnobs & {
      /** Answer a repeated Idempotency-Key from memory. Off, since no document promises it. */
      replayIdempotencyKeys: boolean;
      /** Refuse numbers of the DNC list. Off, as at SignalHouse, where enforcement may only log. */
      enforceDnc: boolean;
    };
  twilio: FaultKnobs<TwilioMode> &
    CallbackKnobs & {
      /** What the called person does at a Gather: digits pressed, or text said when it is not digits. */
      gatherInput: string;
    };
  tracerfy: FaultKnobs<TracerfyMode> & {
    /** Times a queue is asked for before its rows are there. */
    pollsUntilReady: number;
    callbackDelayMs: number;
    /** Phone number to find for a last name (lower case). */
    phoneByLastName: Record<string, string>;
  };
  trestle: FaultKnobs<TrestleMode> & {
    /** Keys are E.164. */
    activityByPhone: Record<string, number>;
    gradeByPhone: Record<string, string>;
    lineTypeByPhone: Record<string, string>;
  };
  openai: FaultKnobs<OpenAiMode> & { script: ScriptedAnswer[] };
}

/** What `set` takes: any part. Lists and numbers are replaced, tables are merged, null in a table removes an entry. */
export type KnobsPatch = {
  [P in ProviderName]?: {
    [K in keyof Knobs[P]]?: Knobs[P][K] extends Record<string, infer V>
      ? Record<string, V | null>
      : Knobs[P][K] extends (infer E)[]
        ? E | E[]
        : Knobs[P][K];
  };
};

/** Own modes of every provider beside the common ones. */
export const modesOf: Record<ProviderName, readonly string[]> = {
  signalHouse: signalHouseModes,
  twilio: twilioModes,
  tracerfy: tracerfyModes,
  trestle: trestleModes,
  openai: openAiModes,
};

/** Fresh knobs: nothing fails except what the built-in tables say. */
export function defaultKnobs(callbackDelayMs: number): Knobs {
  const faults = () => ({ next: [], byRecipientSuffix: {}, latencyMs: 0 });
  const callbacks = () => ({ callbackDelayMs, repeatCallbacks: 1, reverseCallbacks: false });
  return {
    signalHouse: { ...faults(), ...callbacks(), replayIdempotencyKeys: false, enforceDnc: false },
    twilio: { ...faults(), ...callbacks(), gatherInput: '' },
    tracerfy: { ...faults(), pollsUntilReady: 2, callbackDelayMs, phoneByLastName: {} },
    trestle: { ...faults(), activityByPhone: {}, gradeByPhone: {}, lineTypeByPhone: {} },
    openai: { ...faults(), script: [] },
  };
}
