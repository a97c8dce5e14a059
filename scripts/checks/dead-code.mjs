import { judge, runTool } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const deadCode = {
  name: 'dead-code',
  says: 'knip finds no unused file, export or dependency',
  run(bench) {
    const { status, output } = runTool(bench, 'knip', 'knip', ['--no-progress']);
    return judge(status === 0 ? [] : [output]);
  },
};
