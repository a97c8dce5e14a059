/** What the worked cases start from: the same boot as `npm start`, with agents of their own. Never part of production. */
export { ApiCaller } from './api-caller.js';
export { showRun } from './show-run.js';
export { sandboxLine, startDemo, type Demo, type DemoOptions } from './start-demo.js';
export { refuseBoot } from '../refuse-boot.js';
