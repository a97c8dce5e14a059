import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compile } from '../setup/build.mjs';
import { copyAssets } from '../setup/copy-assets.mjs';
import { judge } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const types = {
  name: 'types',
  says: 'tsc builds every project, and agrees with the scripts',
  run({ root, node, env }) {
    const built = compile({ root, node });
    if (built.ok) copyAssets(root);
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const scripts = spawnSync(node, [tsc, '-p', join(root, 'scripts')], { cwd: root, env, encoding: 'utf8' });
    return judge([
      ...(built.ok ? [] : [built.output]),
      ...(scripts.status === 0 ? [] : [scripts.stdout + scripts.stderr]),
    ]);
  },
};
