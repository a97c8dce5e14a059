import { routeList } from '@workflow/contract';

const roots = ['workflows', 'runs', 'agents', 'signals'];
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function asPattern(path: string): string {
  return path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : escaped(part)))
    .join('/');
}

/** Which requests are for this API, told from their path before any router has seen them. */
export class OwnPaths {
  private readonly bodied: RegExp;
  private readonly rooted: RegExp;

  /** `prefix` as the host has set it: `/api`, or empty. */
  constructor(prefix: string) {
    const paths = routeList.filter((route) => route.method !== 'GET').map((route) => asPattern(route.path));
    this.bodied = new RegExp(`^${escaped(prefix)}(?:${paths.join('|')})/?$`, 'i');
    this.rooted = new RegExp(`^${escaped(prefix)}/(?:${roots.join('|')})(?:/|$)`, 'i');
  }

  /** Whether a body that comes to this path is ours to read. */
  takesBody(method: string, path: string): boolean {
    return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS' && this.bodied.test(path);
  }

  /** Whether nobody but this API answers below this path. */
  isOurs(path: string): boolean {
    return this.rooted.test(path);
  }
}

/** The host's prefix with one slash before it and none behind; empty when there is none. */
export function normalPrefix(prefix: string): string {
  const bare = prefix.replace(/^\/+|\/+$/g, '');
  return bare === '' ? '' : `/${bare}`;
}
