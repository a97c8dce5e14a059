import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import rules from '../../.dependency-cruiser.mjs';

// A program of its own, `node cruise.mjs <folder>`: dependency-cruiser needs the pinned Node, and its answer is read as JSON.
// It reads TypeScript 7 projects through swc alone, and only when told that an imported `.js` may lie there as `.ts`.
const base = resolve(process.argv[2] ?? '.');
process.chdir(base);
const source = (/** @type {string} */ folder) => join(base, folder, 'src', 'index.ts');

const { output } = await cruise(
  ['apps', 'libs'].filter((folder) => existsSync(folder)),
  {
    ruleSet: rules,
    validate: true,
    parser: 'swc',
    tsPreCompilationDeps: true,
    baseDir: base,
    // Ours only: most packages keep their code in a dist folder, too.
    exclude: { path: '^(apps|libs)/[^/]+/(dist|coverage)/' },
    doNotFollow: { path: 'node_modules' },
  },
  {
    extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    extensionAlias: { '.js': ['.ts', '.js'] },
    exportsFields: ['exports'],
    conditionNames: ['import', 'require', 'node', 'default', 'types'],
    alias: [
      { name: '@workflow/core', alias: source('libs/workflow-core'), onlyModule: true },
      { name: '@workflow/contract', alias: source('libs/workflow-contract'), onlyModule: true },
      { name: '@workflow/testing', alias: source('libs/workflow-testing'), onlyModule: true },
      { name: '@workflow/sandbox', alias: source('apps/sandbox'), onlyModule: true },
      { name: '@workflow/api/dev', alias: join(base, 'apps/api/src/dev/index.ts'), onlyModule: true },
      { name: '@workflow/api', alias: source('apps/api'), onlyModule: true },
    ],
  },
);

if (typeof output === 'string') throw new Error(output);
const sources = output.modules.filter(
  (module) => /^(apps|libs)\/.*\.ts$/.test(module.source) && module.followable !== false,
);
const violations = output.summary.violations.map(({ from, to, rule }) => ({ from, to, rule: rule.name }));
process.stdout.write(
  JSON.stringify({
    files: sources.map((module) => module.source),
    dependencies: output.summary.totalDependenciesCruised,
    violations,
  }),
);
