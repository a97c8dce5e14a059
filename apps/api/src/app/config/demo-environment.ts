import { createServer } from 'node:net';
import { parseEnvironment, type Environment } from './environment.js';

/** The team and key of `npm start`; production refuses the key. */
export const demoTeam = 'team_123';
export const demoApiKey = 'demo-team_123-admin';

/** The number that the demo team's sandbox messages come from and go to. */
const demoNumber = '+12125550100';

/** Where the demo listens when nothing is said. */
const usualPort = 3001;

/**
 * The environment of `npm start`: what is set stands; the rest is the demo's. Quiet hours are off as long as both senders
 * are the sandbox, so that they never hold up the demo; with a real sender the lawful window stands.
 * @throws EnvironmentError; Error in one sentence when the port is taken
 */
export async function demoEnvironment(options: {
  sandboxUrl: string;
  anyPort: boolean;
  /** Wins over the environment's, for what must share no run with the demo. */
  queuePrefix?: string;
}): Promise<Environment> {
  const given = process.env;
  const port = given['PORT'] === undefined && options.anyPort ? 0 : Number(given['PORT'] ?? usualPort);
  const free = await freePort(port);
  const sendsForReal = Boolean(given['SIGNALHOUSE_API_KEY'] ?? given['TWILIO_ACCOUNT_SID']);
  return parseEnvironment({
    WORKFLOW_API_KEYS: JSON.stringify([{ key: demoApiKey, team: demoTeam, role: 'admin', name: 'demo' }]),
    WORKFLOW_NUMBERS: JSON.stringify({ [demoNumber]: demoTeam }),
    ...(sendsForReal ? {} : { WORKFLOW_SENDING_WINDOW: '0-24' }),
    LOG_LEVEL: 'warn',
    PUBLIC_URL: `http://127.0.0.1:${free}`,
    SANDBOX_URL: options.sandboxUrl,
    ...given,
    ...(options.queuePrefix === undefined ? {} : { WORKFLOW_QUEUE_PREFIX: options.queuePrefix }),
    PORT: String(free),
  });
}

/** @throws Error when the port is taken */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', () => {
      reject(new Error(`Port ${port} is in use: set PORT to another, or stop what listens there.`));
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });
}
