/** Ways to fail that every provider knows. What each does is told at `Fault`. */
export const commonModes = [
  'ok',
  'status',
  'html',
  'empty',
  'garbage',
  'slow',
  'hang',
  'drop',
  'acceptThenHang',
  'acceptThenDrop',
  'double',
] as const;
export type CommonMode = (typeof commonModes)[number];

/**
 * One way to misbehave.
 *
 * | mode | on the wire | done by the provider |
 * |---|---|---|
 * | ok | normal answer; overrules a suffix | yes |
 * | status | `status` with the provider's own error body (or `body`) | no |
 * | html | 502 with an HTML page | no |
 * | empty | 200 without a body | yes |
 * | garbage | 200 whose body is not JSON | yes |
 * | slow | normal answer, `ms` late (default 1000) | yes |
 * | hang | nothing, ever | no |
 * | drop | connection closed | no |
 * | acceptThenHang | nothing, ever | yes |
 * | acceptThenDrop | connection closed | yes |
 * | double | normal answer | twice |
 *
 * `accepted` overrules the last column: `{mode: 'status', status: 500, accepted: true}` answers 500 after sending.
 * Modes of one provider are in the `modes.ts` of its folder.
 */
export interface Fault<Mode extends string = never> {
  mode: CommonMode | Mode;
  status?: number;
  /** Milliseconds before a `slow` answer. */
  ms?: number;
  /** Body of a `status` answer instead of the provider's own error body. */
  body?: unknown;
  headers?: Record<string, string>;
  accepted?: boolean;
}

/** A fault for the next answers: `times` of them (default 1), of effects unless `on` says otherwise. */
export interface QueuedFault<Mode extends string = never> extends Fault<Mode> {
  times?: number;
  on?: 'effects' | 'reads' | 'any';
}

const doneUnlessTold: Record<CommonMode, boolean> = {
  ok: true,
  status: false,
  html: false,
  empty: true,
  garbage: true,
  slow: true,
  hang: false,
  drop: false,
  acceptThenHang: true,
  acceptThenDrop: true,
  double: true,
};

/** True for the modes of `commonModes`. */
export function isCommonMode(mode: string): mode is CommonMode {
  return (commonModes as readonly string[]).includes(mode);
}

/** Whether the provider does the work in spite of the fault. A provider's own modes always reach its code. */
export function reachesProvider(fault: Fault<string> | undefined): boolean {
  if (fault === undefined) return true;
  if (fault.accepted !== undefined) return fault.accepted;
  return isCommonMode(fault.mode) ? doneUnlessTold[fault.mode] : true;
}
