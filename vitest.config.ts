import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Libraries are imported by name; in tests the name means the source, so that nothing stale is tested. */
const alias = {
  '@workflow/core': path('libs/workflow-core/src/index.ts'),
  '@workflow/contract': path('libs/workflow-contract/src/index.ts'),
  '@workflow/testing': path('libs/workflow-testing/src/index.ts'),
  '@workflow/sandbox': path('apps/sandbox/src/index.ts'),
  '@workflow/api/dev': path('apps/api/src/dev/index.ts'),
  '@workflow/api': path('apps/api/src/index.ts'),
};

/** The checks run the core with coverage and then the rest; vitest's own --exclude does not reach into projects. */
const leftOut = process.env['WORKFLOW_TESTS_LEAVE_OUT']?.split(',') ?? [];

export default defineConfig({
  resolve: { alias },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Vitest leaves one core to itself, which of two is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Most of a unit test's time went into importing the same modules again for each file.
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
          include: ['libs/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts', 'docs/**/*.test.ts'],
          exclude: [
            '**/node_modules/**',
            '**/dist/**',
            '**/*.int.test.ts',
            '**/*.e2e.test.ts',
            '**/chaos/**',
            ...leftOut,
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          // Two files at once share two cores with a Redis and the processes that they start.
          testTimeout: 60_000,
          globalSetup: [path('scripts/vitest-redis.mjs')],
          include: [
            'libs/**/*.int.test.ts',
            'apps/**/*.int.test.ts',
            'apps/**/*.e2e.test.ts',
            'apps/api/chaos/**/*.test.ts',
            'scripts/**/*.int.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['libs/workflow-core/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.fixture.ts', '**/index.ts'],
      thresholds: { statements: 100, branches: 100, functions: 100, lines: 100 },
    },
  },
});
