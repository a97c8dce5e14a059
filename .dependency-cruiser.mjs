/**
 * Who may import whom. Written as tables of what is allowed; everything else is refused. Read by scripts/checks/cruise.mjs,
 * which also says how names become files. Tests and their fixtures may reach further, production code may not.
 */
const WORKFLOW = '^apps/api/src/app/workflow/';
const LIB = '^apps/api/src/lib/';
const CORE = '^libs/workflow-core/';
const CONTRACT = '^libs/workflow-contract/';
const TESTING = '^libs/workflow-testing/';
/** What the worked cases boot from, named `@workflow/api/dev`. */
const EXAMPLE_DOOR = '^apps/api/src/dev/index\\.ts$';
const DOOR = `${WORKFLOW}index\\.ts$`;
const TEST = '(\\.(test|suite|fixture)\\.ts$|/(test|chaos)/|^apps/api/src/app/workflow/model/|^libs/workflow-testing/)';
const AGENTS = ['luci', 'ai-orchestrator', 'sabrina', 'gianna', 'cathy', 'data-pipeline'];

/** Rooms of the engine; types and injection tokens of the module are spelled once, and every room may read them. */
const SPELLED_ONCE = `${WORKFLOW}workflow\\.(types|options|tokens)\\.ts$`;
/** The assembled engine and the service over it: what the doors are given. */
const ENGINE_GIVEN = `${WORKFLOW}(workflow\\.service|engine|engine\\.provider)\\.ts$`;
const STATE_LEVEL = [CORE, LIB, SPELLED_ONCE];
const GUARD_LEVEL = [...STATE_LEVEL, ...rooms('state', 'timeline')];
const RUNTIME_LEVEL = [...GUARD_LEVEL, ...rooms('agents', 'compliance')];
const RUN_LEVEL = [...RUNTIME_LEVEL, ...rooms('runtime', 'compensation', 'inbox')];
const ENGINE = {
  state: STATE_LEVEL,
  agents: STATE_LEVEL,
  // Keys are spelled in one file, and a timeline has keys; its events are the contract's.
  timeline: [...STATE_LEVEL, CONTRACT, `${WORKFLOW}state/run-keys\\.ts$`],
  // The agents' room declares the port behind ctx.send, and compliance fills it.
  compliance: [...GUARD_LEVEL, `${WORKFLOW}agents/(send|agent-context)\\.ts$`],
  // What reads a stream as one of a group; what an entry means is for the rooms that read theirs.
  streams: [...STATE_LEVEL, ...rooms('state')],
  inbox: [...GUARD_LEVEL, ...rooms('streams')],
  outbox: [...GUARD_LEVEL, ...rooms('streams')],
  listeners: [...GUARD_LEVEL, ...rooms('streams', 'outbox')],
  access: GUARD_LEVEL,
  // The two share their level: a run that fails is compensated by steps that run.
  runtime: [...RUNTIME_LEVEL, ...rooms('compensation')],
  compensation: [...RUNTIME_LEVEL, ...rooms('runtime')],
  definitions: [...RUN_LEVEL, ...rooms('triggers')],
  // Views of runs are the contract's own shapes; the ports of triggers are filled here and in definitions.
  runs: [...RUN_LEVEL, ...rooms('definitions', 'triggers'), CONTRACT],
  triggers: [...RUN_LEVEL, ...rooms('definitions', 'runs')],
  http: [
    ...rooms('runs', 'definitions', 'triggers', 'access', 'timeline', 'agents', 'inbox', 'compliance', 'runtime'),
    CORE,
    CONTRACT,
    LIB,
    SPELLED_ONCE,
    ENGINE_GIVEN,
  ],
  webhooks: [
    ...rooms('runs', 'definitions', 'triggers', 'access', 'timeline', 'inbox', 'compliance', 'runtime'),
    CORE,
    CONTRACT,
    LIB,
    SPELLED_ONCE,
    ENGINE_GIVEN,
  ],
};

/** @type {Record<string, { from: string, may: string[] }>} */
const HOUSE = {
  'workflow-core': { from: CORE, may: [] },
  'workflow-contract': { from: CONTRACT, may: [CORE] },
  'workflow-testing': { from: TESTING, may: [CORE, CONTRACT] },
  sandbox: { from: '^apps/sandbox/', may: [] },
  console: { from: '^apps/console/', may: [CONTRACT] },
  cli: { from: '^apps/cli/', may: [CONTRACT, CORE] },
  conformance: { from: '^apps/conformance/', may: ['^apps/api/src/index\\.ts$', CORE, TESTING] },
  bench: { from: '^apps/bench/', may: ['^apps/api/src/index\\.ts$', CORE, TESTING] },
  'workflow-door': { from: `${WORKFLOW}[^/]+\\.ts$`, may: [WORKFLOW, CORE, CONTRACT, LIB] },
  examples: { from: '^apps/examples/', may: ['^apps/api/src/index\\.ts$', EXAMPLE_DOOR, CONTRACT] },
  config: { from: '^apps/api/src/app/config/', may: [] },
  health: { from: '^apps/api/src/app/health/', may: [DOOR, LIB, '^apps/api/src/app/config/', CORE, CONTRACT] },
};
for (const agent of AGENTS) HOUSE[`agent-${agent}`] = { from: `^apps/api/src/app/${agent}/`, may: [DOOR, LIB] };
for (const [room, may] of Object.entries(ENGINE)) HOUSE[`workflow-${room}`] = { from: `${WORKFLOW}${room}/`, may };

/** @type {Record<string, string[]>} packages that live in one place */
const HOMES = {
  // engine.ts and its provider put the parts together, so they hold both.
  bullmq: [...rooms('runtime', 'compensation', 'triggers'), `${WORKFLOW}engine(\\.provider)?\\.ts$`, '^apps/bench/'],
  ioredis: [
    ...rooms('state', 'timeline'),
    `${WORKFLOW}(engine|workflow\\.module)\\.ts$`,
    `${LIB}redis/`,
    '^apps/(bench|conformance)/',
  ],
  openai: ['^apps/api/src/app/ai-orchestrator/'],
  twilio: [`${LIB}twilio/`],
  pg: ['^apps/examples/'],
  '@electric-sql': ['^apps/examples/'],
  jsep: [CORE],
  yaml: [`${CORE}src/source/`],
  croner: [`${CORE}src/schedule/`],
};

/** @param {...string} names */
function rooms(...names) {
  return names.map((name) => `${WORKFLOW}${name}/`);
}

/** @param {string} name */
function packageNamed(name) {
  return `(^|/)node_modules/${name}/`;
}

const forbidden = [
  ...Object.entries(HOUSE).map(([name, { from, may }]) => ({
    name: `house-${name}`,
    from: { path: from, pathNot: name === 'workflow-testing' ? '\\.test\\.ts$' : TEST },
    to: { path: '^(apps|libs)/', pathNot: [from, ...may] },
  })),
  {
    name: 'lib-knows-packages-only',
    comment: 'a thin client knows packages, its own folder and the one call that all clients share',
    from: { path: `${LIB}([^/]+)/`, pathNot: TEST },
    to: { path: '^(apps|libs)/', pathNot: [`${LIB}$1/`, `${LIB}(http|logger)/`] },
  },
  {
    name: 'workflow-by-its-door',
    comment: 'everything outside workflow/ imports workflow/index.ts',
    from: { path: '^apps/', pathNot: [WORKFLOW, TEST] },
    to: { path: WORKFLOW, pathNot: DOOR },
  },
  {
    name: 'features-known-to-app-module',
    comment: 'app.module.ts is the only file of app/ that knows every feature',
    from: {
      path: '^apps/api/src/app/',
      pathNot: ['^apps/api/src/app/app\\.module\\.ts$', ...AGENTS.map((agent) => `^apps/api/src/app/${agent}/`), TEST],
    },
    to: { path: `^apps/api/src/app/(${AGENTS.join('|')})/` },
  },
  {
    name: 'libraries-by-name',
    comment: 'a project is imported by its package name, never by a deep path',
    from: { path: '^(apps|libs)/([^/]+)/' },
    to: { path: '^(apps|libs)/', pathNot: ['^$1/$2/', '^(apps|libs)/[^/]+/src/index\\.ts$', EXAMPLE_DOOR] },
  },
  {
    name: 'examples-start-the-demo',
    comment: 'the boot of development is for the worked cases and for npm start alone',
    from: {
      path: '^(apps|libs)/',
      pathNot: ['^apps/api/src/dev[^/]*\\.ts$', '^apps/api/src/dev/', '^apps/examples/', TEST],
    },
    to: { path: '^apps/api/src/dev/' },
  },
  {
    name: 'sandbox-in-development-only',
    comment: 'the product reaches its stand-in providers over HTTP; only the development command starts them',
    from: {
      path: '^(apps|libs)/',
      pathNot: ['^apps/sandbox/', '^apps/api/src/dev[^/]*\\.ts$', '^apps/api/src/dev/', '^apps/bench/', TEST],
    },
    to: { path: '^apps/sandbox/' },
  },
  {
    name: 'no-tests-in-production',
    from: { path: '^(apps|libs)/', pathNot: ['^apps/(bench|conformance)/', TEST] },
    to: { path: TEST },
  },
  {
    name: 'core-packages',
    from: { path: CORE, pathNot: TEST },
    to: { path: packageNamed('[^/]+'), pathNot: ['zod', 'jsep', 'yaml', 'croner'].map(packageNamed) },
  },
  {
    name: 'contract-packages',
    from: { path: CONTRACT, pathNot: TEST },
    to: { path: packageNamed('[^/]+'), pathNot: packageNamed('zod') },
  },
  {
    name: 'core-without-node',
    comment: 'core and contract run in a browser as well',
    from: { path: [CORE, CONTRACT], pathNot: TEST },
    to: { dependencyTypes: ['core'] },
  },
  ...Object.entries(HOMES).map(([name, homes]) => ({
    name: `home-of-${name}`,
    from: { path: '^(apps|libs)/', pathNot: [...homes, TEST] },
    to: { path: packageNamed(name) },
  })),
  {
    name: 'resolvable',
    comment: 'what is not found cannot be judged',
    from: { path: '^(apps|libs)/' },
    to: { couldNotResolve: true },
  },
];

const rules = /** @type {import('dependency-cruiser').IFlattenedRuleSet} */ ({
  forbidden: forbidden.map((rule) => ({ ...rule, severity: 'error' })),
});

export default rules;
