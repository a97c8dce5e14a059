import { z } from 'zod';

/** A whole number in a path or query, where everything is text; its bounds stand in its metadata for descriptions. */
function wholeNumber(min: number, max: number, description: string) {
  return z
    .string()
    .regex(/^(0|[1-9][0-9]{0,8})$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.int().min(min, `must be ${min} at least`).max(max, `must be ${max} at most`))
    .meta({ minimum: min, maximum: max, description });
}

/** Letters, digits, `-` and `_`; the words that mean something to JavaScript objects are refused. */
const name = (what: string, max: number) =>
  z
    .string()
    .max(max, `${what} is longer than ${max} characters`)
    .regex(
      /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z0-9_-]+$/,
      `${what} holds letters, digits, '-' and '_' only`,
    );

/** A letter, then letters, digits, `_`, `-`: the alphabet that definitions are held to. */
export const WorkflowId = z
  .string()
  .regex(
    /^(?!(?:constructor|prototype)$)[A-Za-z][A-Za-z0-9_-]{0,63}$/,
    "a workflow id is a letter, then letters, digits, '-' and '_', 64 at most",
  )
  .describe('id of a workflow, unique in the team');
export const RunId = name('a run id', 100).describe('id of a run, as starting it gave it');
export const SignalName = z
  .string()
  .regex(
    /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$/,
    "a signal name holds letters, digits, '-', '_' and '.', 100 characters at most",
  )
  .describe('name of a signal');
export const EventName = z
  .string()
  .regex(/^[^\p{Cc}]{1,200}$/u, 'an event name is text of 1 to 200 characters, without control characters')
  .describe('name of an event, as triggers have it in `event`');
/** A step, or inside maps and loops its instance: container, index, step, such as `each.3.ask`. */
export const StepPath = z
  .string()
  .max(500, 'a step path is longer than 500 characters')
  .regex(
    /^(?!(?:.*\.)?(?:__proto__|constructor|prototype)(?:\.|$))[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/,
    "a step path is ids and indices joined by '.'",
  )
  .describe('step id, or the path of an instance such as each.3.ask');
export const VersionText = wholeNumber(1, 999_999_999, 'version of a workflow, 1 and up');
export const WaitSeconds = wholeNumber(0, 60, 'seconds to wait for the end of the run, 60 at most');
export const PageLimit = wholeNumber(1, 100, 'most items of one page, 1 to 100');
export const Cursor = z
  .string()
  .regex(/^[\x21-\x7e]{1,512}$/, 'is not a cursor that an answer gave')
  .describe('opaque: nextCursor of the page before');

/** Finds a request on every log line, job, timeline event and provider call. */
export const CorrelationId = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters')
  .describe('1 to 200 visible ASCII characters');
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters, and come once')
  .describe('same key and body: same answer');
/** W3C trace context. */
export const Traceparent = z
  .string()
  .regex(
    /^(?:00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}|(?!00|ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-[\x21-\x7e]{0,200})?)$/,
  );
/** Id of a timeline event, as `Last-Event-ID` brings it back. */
export const EventId = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'is not the id of an event');
