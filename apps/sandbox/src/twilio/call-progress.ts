import type { Backstage } from '../backstage.js';
import { rfc2822 } from '../clock.js';
import type { Parcel } from '../courier.js';
import { progress, type ProgressStep } from '../progress.js';
import { field, type Fields } from '../wire.js';
import { callFields, callSeconds, isCallOver, moveCall, type CallRecord, type CallStatus } from './call.js';
import type { TwilioMode } from './modes.js';
import { followTwiml } from './twiml.js';
import { twilioParcel } from './webhook.js';

export interface PlacedCall {
  call: CallRecord;
  form: Fields;
  mode: TwilioMode | undefined;
}

type Progressed = 'initiated' | 'ringing' | 'answered' | 'completed';

const unansweredEnds: Partial<Record<TwilioMode, CallStatus>> = {
  busy: 'busy',
  noAnswer: 'no-answer',
  callFailed: 'failed',
};

/**
 * Takes a call from queued to its end and reports the events the request asked for; without StatusCallbackEvent
 * that is `completed` alone. An answered call fetches its TwiML and is over once the TwiML was followed.
 */
export function runCall(backstage: Backstage, placed: PlacedCall): void {
  const { call, form, mode } = placed;
  const report = reporter(backstage, placed);
  const ended = unansweredEnds[mode ?? 'silent'];
  const step = (move: () => Parcel[]): ProgressStep => {
    return () => (isCallOver(call.status) ? undefined : move());
  };
  const initiated = step(() => report('initiated', 'initiated'));
  const ringing = step(() => {
    moveCall(call, 'ringing', backstage.clock());
    return report('ringing', call.status);
  });
  const over = (status: CallStatus) =>
    step(() => {
      moveCall(call, status, backstage.clock());
      return report('completed', status);
    });
  const answered = step(() => {
    const detection = field(form, 'MachineDetection');
    if (detection !== undefined) call.answeredBy = answeredBy(mode, detection);
    moveCall(call, 'in-progress', backstage.clock());
    void backstage.scheduler.track(followTwiml(backstage, call, form));
    return [...report('answered', call.status), ...asyncDetection(backstage, placed)];
  });
  const steps =
    mode === 'silent'
      ? []
      : mode === 'callFailed'
        ? [initiated, over('failed')]
        : ended !== undefined
          ? [initiated, ringing, over(ended)]
          : [initiated, ringing, answered, over('completed')];
  progress(backstage, backstage.knobs.of('twilio'), steps);
}

function reporter(backstage: Backstage, { call, form }: PlacedCall) {
  const url = field(form, 'StatusCallback') ?? backstage.callbacks.twilioCallStatusUrl;
  // Both spellings are in use: the key repeated, and one key with the events separated by spaces.
  const events = form.get('StatusCallbackEvent')?.flatMap((value) => value.split(/[\s,]+/)) ?? ['completed'];
  let sequence = 0;
  return (event: Progressed, status: string): Parcel[] => {
    const number = sequence;
    sequence += 1;
    if (url === undefined || !events.includes(event)) return [];
    const isEnd = event === 'completed';
    const seconds = callSeconds(call);
    const values = {
      ...callFields(call, status),
      Timestamp: rfc2822(backstage.clock()),
      CallbackSource: 'call-progress-events',
      SequenceNumber: String(number),
      CallDuration: isEnd ? String(seconds) : undefined,
      Duration: isEnd ? String(Math.ceil(seconds / 60)) : undefined,
      SipResponseCode: isEnd ? sipCodes[call.status] : undefined,
      AnsweredBy: call.answeredBy,
    };
    return [twilioParcel(backstage, url, `call ${status}`, values)];
  };
}

const sipCodes: Partial<Record<CallStatus, string>> = {
  completed: '200',
  busy: '486',
  'no-answer': '487',
  failed: '404',
};

function answeredBy(mode: TwilioMode | undefined, detection: string): string {
  if (mode !== 'machine') return 'human';
  return detection === 'DetectMessageEnd' ? 'machine_end_beep' : 'machine_start';
}

function asyncDetection(backstage: Backstage, { call, form }: PlacedCall): Parcel[] {
  const url = field(form, 'AsyncAmdStatusCallback');
  if (field(form, 'AsyncAmd') !== 'true' || url === undefined) return [];
  const { CallSid, AccountSid } = callFields(call);
  const values = { CallSid, AccountSid, AnsweredBy: call.answeredBy, MachineDetectionDuration: '2500' };
  return [twilioParcel(backstage, url, 'machine detection', values)];
}
