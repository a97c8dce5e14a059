import type { CallbackUrls } from './callback-urls.js';
import type { Clock } from './clock.js';
import type { Courier } from './courier.js';
import type { KnobBoard } from './knob-board.js';
import type { Ledger } from './ledger.js';
import type { Scheduler } from './scheduler.js';
import type { SandboxSecrets } from './secrets.js';

/** What every provider of one sandbox is given. */
export interface Backstage {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly knobs: KnobBoard;
  readonly scheduler: Scheduler;
  readonly courier: Courier;
  readonly secrets: SandboxSecrets;
  /** Live: changed by the control routes after the start. */
  readonly callbacks: CallbackUrls;
  /** Milliseconds before the second and third try of a SignalHouse webhook. */
  readonly callbackRetryMs: readonly number[];
  /** How the sandbox is reached from outside, without a slash at the end. */
  readonly publicUrl: () => string;
}
