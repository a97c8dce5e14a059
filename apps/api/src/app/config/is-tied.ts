/** True when the process that started this one wants it to end with it: its standard input is then a pipe that closes. */
export function isTied(): boolean {
  return process.env['WORKFLOW_TIED'] === '1';
}
