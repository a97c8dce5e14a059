const act = { agent: 'PLAYER', action: 'act' };
const broken = { ...act, inputs: { fails: 'BROKEN' } };
const isFalse = 'trigger.isWanted == true';

/** The steps that bring one edge to its end. */
export interface EdgeSource {
  readonly steps: readonly object[];
  /** What each of them ends as, in the words of `tell`. */
  readonly ends: Readonly<Record<string, string>>;
  /** The event by which the edge has ended. */
  readonly ended: readonly [type: string, path: string];
  /** A step that begins with the edge's end, and does not count for the join. */
  readonly beside?: string;
  /** Its failure is no failure of the run. */
  readonly isForgiven?: true;
}

/** Makes an edge's steps: `id` is the edge, `begin` holds them back until its turn has come. */
type MakeSource = (id: string, begin: object) => EdgeSource;

const skippedAs = (id: string, code: string) =>
  ({ ends: { [id]: `skipped ${code}` }, ended: ['step.skipped', id] }) as const;

/** Every way in which an edge may end, by what the source does. */
export const edgeEnds = {
  completed: (id, begin) => ({
    steps: [{ id, ...act, ...begin }],
    ends: { [id]: 'completed' },
    ended: ['step.completed', id],
  }),
  continued: (id, begin) => ({
    steps: [{ id, ...broken, ...begin, onError: 'continue' }],
    ends: { [id]: 'failed BROKEN' },
    ended: ['step.failed', id],
    isForgiven: true,
  }),
  saved: (id, begin) => ({
    steps: [
      { id, ...broken, ...begin, onError: { fallback: `${id}-spare` } },
      { id: `${id}-spare`, ...act },
    ],
    ends: { [id]: 'failed BROKEN', [`${id}-spare`]: 'completed' },
    ended: ['step.completed', `${id}-spare`],
    isForgiven: true,
  }),
  failed: (id, begin) => ({
    steps: [{ id, ...broken, ...begin }],
    ends: { [id]: 'failed BROKEN' },
    ended: ['step.failed', id],
  }),
  notSaved: (id, begin) => ({
    steps: [
      { id, ...broken, ...begin, onError: { fallback: `${id}-spare` } },
      { id: `${id}-spare`, ...broken },
    ],
    ends: { [id]: 'failed BROKEN', [`${id}-spare`]: 'failed BROKEN' },
    ended: ['step.failed', `${id}-spare`],
  }),
  carrier: (id, begin) => ({
    steps: [
      { id: `${id}-cause`, ...broken, ...begin },
      { id, ...act, dependsOn: [`${id}-cause`] },
    ],
    ends: { [`${id}-cause`]: 'failed BROKEN', [id]: 'skipped UPSTREAM_FAILED' },
    ended: ['step.skipped', id],
  }),
  unreachable: (id, begin) => ({
    steps: [
      { id: `${id}-cause`, ...broken, ...begin },
      { id, ...act, dependsOn: { steps: [`${id}-cause`], join: 'first' } },
    ],
    ends: { [`${id}-cause`]: 'failed BROKEN', [id]: 'skipped JOIN_UNREACHABLE' },
    ended: ['step.skipped', id],
  }),
  skipped: (id, begin) => ({
    steps: [{ id, ...act, ...begin, condition: isFalse }],
    ...skippedAs(id, 'CONDITION_FALSE'),
  }),
  untaken: (id, begin) => {
    // oxlint-disable-next-line unicorn/no-thenable -- `then` is a field of the language
    const choose = { branches: [{ when: isFalse, then: [id] }], otherwise: [`${id}-else`] };
    return {
      steps: [
        { id: `${id}-pick`, choose, ...begin },
        { id, ...act },
        { id: `${id}-else`, ...act },
      ],
      ends: { [`${id}-pick`]: 'completed', [id]: 'skipped BRANCH_NOT_TAKEN' },
      ended: ['step.skipped', id],
      beside: `${id}-else`,
    };
  },
  beaten: (id, begin) => ({
    steps: [
      { id, wait: { signal: 'never' } },
      { id: `${id}-rival`, ...act, ...begin },
      { id: `${id}-race`, ...act, dependsOn: { steps: [id, `${id}-rival`], join: 'first', rest: 'cancel' } },
    ],
    ends: { [id]: 'cancelled CANCELLED_BY_JOIN', [`${id}-rival`]: 'completed' },
    ended: ['step.cancelled', id],
    beside: `${id}-race`,
  }),
  stopped: (id, begin) => ({
    steps: [
      { id, ...act, inputs: { hangs: true } },
      { id: `${id}-stop`, ...act, ...begin, cancels: [id] },
    ],
    ends: { [id]: 'cancelled CANCELLED_BY_STEP', [`${id}-stop`]: 'completed' },
    ended: ['step.cancelled', id],
  }),
  orphaned: (id, begin) => {
    const { ends, ended } = skippedAs(id, 'DEPENDENCY_SKIPPED');
    return {
      steps: [
        { id: `${id}-before`, ...act, ...begin, condition: isFalse },
        { id, ...act, dependsOn: [`${id}-before`] },
      ],
      ends: { [`${id}-before`]: 'skipped CONDITION_FALSE', ...ends },
      ended,
    };
  },
  expired: (id, begin) => ({
    steps: [{ id, ...act, ...begin, onlyWhile: isFalse }],
    ...skippedAs(id, 'MILESTONE_EXPIRED'),
  }),
  unneeded: (id, begin) => {
    const { ends, ended } = skippedAs(id, 'FALLBACK_NOT_NEEDED');
    return {
      steps: [
        { id: `${id}-main`, ...act, ...begin, onError: { fallback: id } },
        { id, ...act },
      ],
      ends: { [`${id}-main`]: 'completed', ...ends },
      ended,
    };
  },
  live: (id) => ({ steps: [{ id, wait: { signal: 'never' } }], ends: {}, ended: ['step.waiting', id] }),
} as const satisfies Record<string, MakeSource>;

/** What the source of an edge does. */
export type EdgeEnd = keyof typeof edgeEnds;
