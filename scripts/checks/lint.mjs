import { judge, runTool } from './gate.mjs';

/** @type {import('./gate.mjs').Gate} */
export const lint = {
  name: 'lint',
  says: 'oxlint with types finds nothing',
  run(bench) {
    const { status, output } = runTool(bench, 'oxlint', 'oxlint', [
      '--type-aware',
      '--deny-warnings',
      '--report-unused-disable-directives',
      '.',
    ]);
    const files = Number(/on (\d+) files?/.exec(output)?.[1] ?? 0);
    if (status === 0 && files === 0) return judge([`oxlint read no file; it said:\n${output}`]);
    return judge(status === 0 ? [] : [output]);
  },
};
