import { callbackUrlNames, type CallbackUrls } from './callback-urls.js';
import { startSandbox } from './start-sandbox.js';

/**
 * The sandbox as a process. Environment:
 *
 * | variable | meaning |
 * |---|---|
 * | SANDBOX_PORT | port on 127.0.0.1; default any free one |
 * | SANDBOX_PUBLIC_URL | how it is reached from outside, when that differs |
 * | SANDBOX_CALLBACK_DELAY_MS | between two statuses of a message or call; default 200 |
 * | SANDBOX_SIGNALHOUSE_URL, SANDBOX_TWILIO_SMS_URL, SANDBOX_TWILIO_VOICE_URL, SANDBOX_TWILIO_SMS_STATUS_URL, SANDBOX_TWILIO_CALL_STATUS_URL, SANDBOX_TRACERFY_URL | callback URLs |
 * | SANDBOX_TIED | 1: end when stdin closes, so that it does not outlive who started it |
 *
 * Prints one JSON line when it answers: what it is, its URL, and the providers with their public test credentials.
 */
const environment = process.env;

const callbacks: CallbackUrls = {};
for (const name of callbackUrlNames) {
  const value =
    environment[
      `SANDBOX_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`.replace('SIGNAL_HOUSE', 'SIGNALHOUSE')
    ];
  if (value !== undefined && value !== '') callbacks[name] = value;
}

const sandbox = await startSandbox({
  port: numberIn('SANDBOX_PORT'),
  publicUrl: environment['SANDBOX_PUBLIC_URL'] || undefined,
  callbackDelayMs: numberIn('SANDBOX_CALLBACK_DELAY_MS'),
  callbacks,
});
const { url, providers } = sandbox;
console.log(JSON.stringify({ sandbox: true, notice: 'This is a sandbox. Nothing is sent.', url, providers }));

let ending: Promise<void> | undefined;
const end = () => {
  ending ??= sandbox.close();
  // A tied stdin would keep the process alive.
  void ending.then(() => process.stdin.destroy());
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
if (environment['SANDBOX_TIED'] === '1') process.stdin.on('end', end).on('close', end).resume();

function numberIn(name: string): number | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new RangeError(`${name} must be a whole number, not ${text}`);
  return value;
}
