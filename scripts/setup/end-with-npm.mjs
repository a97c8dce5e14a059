/** Milliseconds between two looks at who our parent is. */
const LOOK_MS = 200;

/**
 * Stops a command whose npm was stopped. npm hands SIGTERM to the shell between it and us, and that shell dies of it without
 * a word to us (dash; bash puts us in its own place). On POSIX an orphan gets another parent, so we then send ourselves
 * what npm was sent. Without npm nothing is watched: `nohup node scripts/start.mjs &` outlives its shell.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function endWithNpm(env = process.env) {
  if (env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_MS);
  watch.unref();
}
