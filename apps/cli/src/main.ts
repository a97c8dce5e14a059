import { flush, processIo } from './process-io.js';
import { runCli } from './run-cli.js';

// A reader that stops early (`wf list | head`) is no failure worth a stack; 141 is what shells expect then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 141 : 1));

const exitCode = await runCli(process.argv.slice(2), processIo());
await flush();
// Said outright: a definition written as a module may have left a timer or a socket open.
process.exit(exitCode);
