import type { StepStatus } from '@workflow/core';

/**
 * Fields of a run's hash. `S` is the path of a step, `I` that of an instance. Names are short, because ten thousand runs wait in memory. Values marked * went through the
 * codec (JSON, encrypted where keys are configured).
 *
 * | field | holds |
 * |---|---|
 * | `st` | run status · `wf`, `v` workflow and version · `in`* trigger · `at` created, `sa` started, `ea` ended, ms |
 * | `ci`, `tp` | correlation id, traceparent · `sb` sandbox providers, comma separated · `by` who started |
 * | `bh` | hash of the idempotent body · `g` generation of the root's heal · `gp` completions seen by the last heal |
 * | `stop` | JSON `RunStop`, once the run is being ended early · `undo` 1 when a cancel asked for compensation |
 * | `sl` | the slot that it has or waits for, of runs that only so many are at once of · `sw` while it waits: how many those are
 * | `pr` | the priority that its start asked for, absent for its definition's
 * | `seq` | completions so far · `ou`* outputs · `mo` missing outputs · `nu` what was not undone · `er` the run's reason |
 * | `of` | JSON list of failures that a join may still take off, each with its step |
 * | `pa` | of a child run: JSON of its parent's run, step and attempt · `pw` 1 when that step waits for it · `dp` runs above it |
 * | `h:S` | the child run that the step's last attempt has started |
 * | `s:S` | step status code, absent while pending · `p:S` edges of its join arrived, `x:S` failed, `d:S` dead |
 * | `P:S`, `X:S`, `D:S` | the same of the edges beside its join · `j:S` 1 once a join other than `all` has fired |
 * | `k:S` | the step in whose job this one is parked, when that is another |
 * | `m:S` | the slot of its mutex, from the moment before it first asks for it |
 * | `w:S`* | the arms of a wait that is armed, rendered |
 * | `i:I` | 1 while an instance of a container is open · `I:I`* the failure that has failed it |
 * | `mt:S`, `mn:S` | items of a map, and the next instance of a container to be opened · `mk:S`, `mf:S` instances that completed, that failed · `me:S`* the failure that a map does not tolerate |
 * | `cl:S` | JSON list of the instances that the end of a container has closed |
 * | `v:S` | 1 when the stop spares the step |
 * | `f:S` | fence: the token of the attempt that may write · `a:S` attempts begun · `c:S` the inline cursor of S's job |
 * | `o:S`* | output, or `@` and the id of the step whose own key holds it · `e:S`* reason or last error |
 * | `b:S`, `l:S`, `z:S` | begin of the first and of the last attempt, end, ms · `n:S` place in the order of completion |
 * | `y:S` | token that began the attempt by itself, or `lost:` and the token that found the one before lost |
 * | `bb` | 1 once the state of ended instances was brought back, for a rollback |
 * | `ue:S` | JSON reason of an undo that failed · `nf` notify actions that are done |
 * | `r:S` | when the next attempt or lookup is due, ms · `u:S`* a person's resolution, the signal that a wait was given, or how its child ended · `q:S` when it became ready, ms |
 */
export const statusCodes: Readonly<Record<Exclude<StepStatus, 'pending'>, string>> = {
  ready: 'q',
  running: 'r',
  waiting: 'w',
  unknown: 'u',
  completed: 'd',
  failed: 'f',
  skipped: 'k',
  cancelled: 'x',
  compensating: 'b',
  compensated: 'c',
};

const byCode = new Map(Object.entries(statusCodes).map(([status, code]) => [code, status as StepStatus]));

/** The status of a stored code; absent means pending. @throws RangeError on a code that was never written by us */
export function statusOfCode(code: string | null | undefined): StepStatus {
  if (code === null || code === undefined || code === '') return 'pending';
  const status = byCode.get(code);
  if (status === undefined) throw new RangeError(`'${code}' is no step status.`);
  return status;
}

/** What is stored for a status; `pending` is stored as nothing. */
export function codeOfStatus(status: StepStatus): string {
  return status === 'pending' ? '' : statusCodes[status];
}

/** Fields that count the ended edges of a step's join, and of the gates beside it. */
export const edgePrefixes = { arrived: 'p', failed: 'x', dead: 'd' } as const;
export const gatePrefixes = { arrived: 'P', failed: 'X', dead: 'D' } as const;

/** Fields that a claim brings of each step that is read: status, output, error, attempts, begin, end. */
export const readPrefixes = ['s', 'o', 'e', 'a', 'b', 'z'] as const;

/** Outputs larger than this many bytes live under their own key, so that the run's hash stays small. */
export const inlineOutputBytes = 16 * 1024;

/** A step whose output is larger fails with `OUTPUT_TOO_LARGE`. */
export const maxOutputBytes = 1024 * 1024;
