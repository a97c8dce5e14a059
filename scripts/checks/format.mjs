import { judge, runTool } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const format = {
  name: 'format',
  says: 'every file is spelled as oxfmt spells it (`npx oxfmt` writes it so)',
  run(bench) {
    const { status, output } = runTool(bench, 'oxfmt', 'oxfmt', ['--check', '.']);
    return judge(status === 0 ? [] : [output]);
  },
};
