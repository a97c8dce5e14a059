import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unreadable } from '../failure.js';
import type { Io } from '../io.js';

/** Where the API answers, and the key that it takes. */
export interface Endpoint {
  /** Without a slash at the end. */
  readonly url: string;
  readonly apiKey?: string;
  /** Where `url` was read, for messages. */
  readonly origin: string;
}

const defaultUrl = 'http://127.0.0.1:3001/api';

/**
 * `WF_URL` and `WF_API_KEY`; what is missing comes from the `.data/dev.json` of a running `npm start`, looked for from
 * the current folder upwards. The key of that file goes nowhere but to the URL of that file.
 * @throws CliFailure for a URL that is none
 */
export function findEndpoint(io: Pick<Io, 'env' | 'cwd'>): Endpoint {
  const dev = findDevFile(io.cwd);
  const url = trimmed(io.env['WF_URL'] || dev?.url || defaultUrl);
  const origin = io.env['WF_URL'] ? 'WF_URL' : (dev?.file ?? 'the default');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw unreadable(`'${url}' from ${origin} is no http URL.`, `set WF_URL, such as ${defaultUrl}`);
  }
  const ownKey = dev !== undefined && trimmed(dev.url) === url ? dev.apiKey : undefined;
  return { url, origin, apiKey: io.env['WF_API_KEY'] || ownKey };
}

interface DevFile {
  readonly file: string;
  readonly url: string;
  readonly apiKey?: string;
}

function findDevFile(folder: string): DevFile | undefined {
  const file = join(folder, '.data', 'dev.json');
  const found = readDevFile(file);
  const parent = dirname(folder);
  return found ?? (parent === folder ? undefined : findDevFile(parent));
}

/** Undefined where there is none, or where it is half written. */
function readDevFile(file: string): DevFile | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('url' in value) || typeof value.url !== 'string')
      return undefined;
    return {
      file,
      url: value.url,
      apiKey: 'apiKey' in value && typeof value.apiKey === 'string' ? value.apiKey : undefined,
    };
  } catch {
    return undefined;
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
