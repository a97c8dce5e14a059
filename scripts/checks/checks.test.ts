import { describe, expect, it } from 'vitest';
import { findBlindSpots, findUnread } from './boundaries.mjs';
import { findComposeFaults, findDockerfileFaults } from './compose-rules.mjs';
import { findEnvironmentReads } from './environment.mjs';
import { findLuaFaults } from './lua.mjs';
import { findMachinePaths } from './paths.mjs';
import { chooseStages, runStages } from './stages.mjs';
import { findUncovered } from './tests.mjs';
import { countTests } from './vitest.mjs';

describe('lua', () => {
  it('passes a script that takes its keys from KEYS', () => {
    expect(
      findLuaFaults(
        'a.lua',
        "#!lua flags=allow-oom\n-- pcall is not for us\nredis.call('HSET', KEYS[1], 'a', 1)\nredis.call('MEMORY', 'USAGE', KEYS[1])\n",
      ),
    ).toEqual([]);
    expect(findLuaFaults('scripts/includes/a.lua', 'local x = 1')).toEqual([]);
  });

  it.each([
    ['no first line', "redis.call('GET', KEYS[1])", 'must begin with #!lua'],
    ['a caught error', "#!lua\nlocal ok = pcall(redis.call, 'SET', KEYS[1], 1)", 'pcall hides'],
    ['a key put together', "#!lua\nredis.call('GET', ARGV[1] .. ':run')", 'the key is spelled here'],
    ['a literal key', "#!lua\nlocal a = redis.call('GET', 'run:1')", 'the key is spelled here'],
  ])('refuses %s', (_, text, complaint) => {
    expect(findLuaFaults('a.lua', text)).toEqual([expect.stringContaining(complaint)]);
  });
});

describe('environment', () => {
  it('lets the configuration read it, and nobody else in the API', () => {
    const reads = 'const url = process.env.REDIS_URL;';
    expect(findEnvironmentReads('apps/api/src/app/config/environment.ts', reads)).toEqual([]);
    expect(findEnvironmentReads('apps/api/src/app/luci/luci.agent.ts', reads)).toHaveLength(1);
    expect(findEnvironmentReads('apps/api/src/a.ts', "import { env } from 'node:process';")).toHaveLength(1);
    expect(
      findEnvironmentReads('apps/api/src/a.ts', "// process.env is read in config\nconst environment = 'process';"),
    ).toEqual([]);
  });
});

describe('paths', () => {
  it('finds folders of a machine, in any file but tests', () => {
    expect(findMachinePaths('docs/a.md', 'see /home/notes')).toHaveLength(1);
    expect(findMachinePaths('apps/a.ts', "'/tmp/x'")).toHaveLength(1);
    expect(findMachinePaths('apps/a.test.ts', "'/tmp/x'")).toEqual([]);
    expect(findMachinePaths('apps/a.ts', 'https://example.com/root/x and ./home/x')).toEqual([]);
  });
});

describe('boundaries', () => {
  it('notices files that were not read, and a reader that sees no imports', () => {
    expect(findUnread(['a.ts', 'b.ts'], { files: ['a.ts'], dependencies: 1, violations: [] })).toEqual([
      '1 of 2 files were not read, such as b.ts',
    ]);
    expect(findUnread(['a.ts', 'b.ts'], { files: ['a.ts', 'b.ts'], dependencies: 0, violations: [] })).toHaveLength(1);
  });

  it('notices a rule that no longer refuses, and one that refuses too much', () => {
    const proof = { files: [], dependencies: 1, violations: [{ from: 'good.ts', to: 'x.ts', rule: 'r' }] };
    expect(findBlindSpots({ refused: { 'bad.ts': 'r' }, allowed: ['good.ts'] }, proof)).toHaveLength(2);
  });
});

describe('compose', () => {
  const sound = {
    text: '${PORT}',
    example: 'PORT=3001\n',
    readFile: (path: string) => (path === 'docker/Dockerfile' ? 'FROM node:24.21.0\nUSER node' : undefined),
    document: {
      services: {
        api: {
          build: { context: '.', dockerfile: 'docker/Dockerfile' },
          healthcheck: {},
          ports: ['3001:3001'],
          depends_on: { redis: { condition: 'service_healthy' } },
        },
        redis: { image: 'valkey/valkey:8.0.1-bookworm', healthcheck: {} },
      },
    },
  };

  it('passes a sound project', () => {
    expect(findComposeFaults(sound)).toEqual([]);
  });

  it.each([
    ['a variable that the example lacks', { text: '${SECRET:?}' }, 'SECRET'],
    ['a missing example', { example: undefined }, '.env.example does not exist'],
    ['a missing Dockerfile', { readFile: () => undefined }, 'does not exist'],
    [
      'a floating image',
      { document: { services: { redis: { image: 'redis:7', healthcheck: {} } } } },
      'no exact version',
    ],
    [
      'a service without healthcheck',
      { document: { services: { redis: { image: 'redis:7.0.15' } } } },
      'no healthcheck',
    ],
    [
      'a start that does not wait',
      { document: { services: { a: { healthcheck: {}, depends_on: ['b'] }, b: { healthcheck: {} } } } },
      'without waiting',
    ],
    [
      'a port used twice',
      {
        document: {
          services: { a: { healthcheck: {}, ports: ['80:1'] }, b: { healthcheck: {}, ports: ['127.0.0.1:80:2'] } },
        },
      },
      'both publish port 80',
    ],
  ])('refuses %s', (_, change, complaint) => {
    expect(findComposeFaults({ ...sound, ...change })).toEqual([expect.stringContaining(complaint)]);
  });

  it('refuses an image that runs as root, is not pinned, or copies what is not there', () => {
    const faults = findDockerfileFaults(
      'Dockerfile',
      'FROM node:24 AS build\nUSER node\nFROM node:24.21.0\nCOPY --from=nobody /a /b\nCOPY gone ./',
      () => false,
    );
    expect(faults).toEqual([
      expect.stringContaining('node:24,'),
      expect.stringContaining('nobody'),
      expect.stringContaining('gone'),
      expect.stringContaining('root'),
    ]);
  });
});

describe('counting', () => {
  const report = (
    passed: number,
    failed: number,
    testResults: { name: string; status: string; assertionResults: unknown[] }[] = [],
  ) => ({ numPassedTests: passed, numFailedTests: failed, testResults });

  it('counts tests, files that could not be loaded, errors outside tests, and the absence of tests', () => {
    expect(countTests(0, report(3, 0))).toMatchObject({ passed: 3, failed: 0 });
    expect(countTests(1, report(3, 2))).toMatchObject({ passed: 3, failed: 2 });
    expect(countTests(1, report(3, 0, [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }]))).toMatchObject({
      passed: 3,
      failed: 1,
    });
    expect(countTests(1, report(3, 0))).toMatchObject({ passed: 3, failed: 1 });
    expect(countTests(0, report(0, 0))).toMatchObject({ passed: 0, failed: 1 });
    expect(countTests(1, undefined)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('names each file that is not covered, and refuses an empty measure', () => {
    const full = { total: 2, covered: 2, pct: 100 };
    const measures = { statements: full, branches: { total: 2, covered: 1, pct: 50 }, functions: full, lines: full };
    expect(findUncovered('/r', { total: measures, '/r/a.ts': measures })).toEqual(['a.ts: branches 1 of 2']);
    expect(findUncovered('/r', { total: measures })).toHaveLength(1);
  });
});

describe('stages', () => {
  const bench = { root: '', node: '', env: {} };

  it('refuses a name that is no stage', () => {
    expect(() => chooseStages(['lint', 'lunch'])).toThrow(/^There is no check named lunch/);
    expect(chooseStages(['types', 'lint']).map((stage) => stage.name)).toEqual(['types', 'lint']);
  });

  it('runs the later stages after one has failed or broken down', async () => {
    const stages = [
      { name: 'red', says: '', run: () => ({ passed: 0, failed: 1, output: 'why' }) },
      { name: 'broken', says: '', run: () => Promise.reject(new Error('oops')) },
      { name: 'green', says: '', run: () => ({ passed: 4, failed: 0, output: '' }) },
    ];
    const lines: string[] = [];
    await expect(runStages(stages, bench, (line) => void lines.push(line))).resolves.toEqual({ passed: 4, failed: 2 });
    expect(lines.join('\n')).toMatch(/why[\s\S]*oops[\s\S]*green: ok[\s\S]*Failed: red, broken/);
  });
});
