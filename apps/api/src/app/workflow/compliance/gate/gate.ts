import type { SendRequest } from '../../agents/send.js';
import type { ScriptRunner } from '../../state/script.js';
import type { ComplianceKeys } from '../compliance-keys.js';
import type { Suppression } from '../suppression/suppression.js';
import { checkHour, checkRecipient } from './check-request.js';
import { checkContent } from './content-rules.js';
import { allow, block, type GateVerdict } from './gate-verdict.js';
import { lawfulWindow, type SendingWindow } from './sending-window.js';
import { takeAllowance, type SendLimits } from './take-allowance.js';
import { ContinentalTimeZones, type TimeZoneLookup } from './time-zones.js';

export interface GateOptions {
  /** 8 to 21 unless said otherwise. */
  readonly window?: SendingWindow;
  readonly limits?: SendLimits;
  readonly timeZones?: TimeZoneLookup;
}

/** The send as the gate sees it: whose it is, its ledger key, and the time of the attempt. */
export interface GateAsk {
  readonly teamId: string;
  readonly key: string;
  readonly now: number;
}

/**
 * Decides whether a send may be made now. In this order, the first refusal standing: suppressed, facts about the
 * person, line type, quiet hours, limits, content. A send that its content refuses takes nothing out of the limits.
 */
export class Gate {
  readonly #window: SendingWindow;
  readonly #limits: SendLimits;
  readonly #timeZones: TimeZoneLookup;

  constructor(
    private readonly redis: ScriptRunner,
    private readonly keys: ComplianceKeys,
    private readonly suppression: Suppression,
    options: GateOptions = {},
  ) {
    this.#window = options.window ?? lawfulWindow;
    this.#limits = options.limits ?? {};
    this.#timeZones = options.timeZones ?? new ContinentalTimeZones();
  }

  async judge(request: SendRequest, ask: GateAsk): Promise<GateVerdict> {
    if (await this.suppression.isSuppressed(ask.teamId, request.to)) {
      return block('SUPPRESSED', 'The number is suppressed for this team.');
    }
    const recipient = checkRecipient(request);
    if (recipient.kind !== 'allow') return recipient;
    const hour = checkHour(request, { now: ask.now, window: this.#window, timeZones: this.#timeZones });
    if (hour.kind !== 'allow') return hour;

    const content = checkContent(request);
    const full = await takeAllowance(this.redis, this.keys, this.#limits, {
      teamId: ask.teamId,
      to: request.to,
      from: request.from,
      name: ask.key,
      now: ask.now,
      take: content.kind === 'allow',
    });
    if (full !== undefined) return { kind: 'defer', ...full };
    return content.kind === 'allow' ? allow : content;
  }
}
