import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, needsInstall, withoutLocalBinaries } from './install.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workflow-install-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, packages: Record<string, object>, at: number) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify({ packages }));
  utimesSync(join(root, path), at, at);
}
const locked = (packages: Record<string, object>, at = 200) => write('package-lock.json', packages, at);
const installed = (packages: Record<string, object>, at = 100) =>
  write('node_modules/.package-lock.json', packages, at);

describe('needsInstall', () => {
  it('is needed in a fresh clone', () => {
    locked({});
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(needsInstall(root)).toBe(true);
  });

  it('is not needed while the lock file is the older one', () => {
    locked({ 'node_modules/a': { version: '2.0.0' } }, 50);
    installed({ 'node_modules/a': { version: '1.0.0' } });
    expect(needsInstall(root)).toBe(false);
  });

  it('is not needed when a checkout has only touched the lock file', () => {
    locked({ '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' } });
    installed({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } });
    expect(needsInstall(root)).toBe(false);
  });

  it('is needed when a younger lock file names another version or one package more', () => {
    installed({ 'node_modules/a': { version: '1.0.0' } });
    locked({ 'node_modules/a': { version: '1.0.1' } });
    expect(needsInstall(root)).toBe(true);
    locked({ 'node_modules/a': { version: '1.0.0' }, 'apps/b/node_modules/c': { version: '1.0.0' } });
    expect(needsInstall(root)).toBe(true);
  });

  it('does not ask for optional packages of other platforms', () => {
    locked({ 'node_modules/a-win32': { version: '1.0.0', optional: true } });
    installed({});
    expect(needsInstall(root)).toBe(false);
  });
});

describe('install', () => {
  it('says in one sentence that npm cannot be started', () => {
    expect(() => install({ root, log: () => {}, env: { PATH: root } })).toThrow(/^npm could not be started/);
  });

  it('passes on that npm has failed', () => {
    writeFileSync(join(root, 'npm'), '#!/bin/sh\nexit 7\n', { mode: 0o755 });
    expect(() => install({ root, log: () => {}, env: { PATH: `${root}:/usr/bin:/bin` } })).toThrow(
      /failed with exit code 7/,
    );
  });

  it('installs the development packages whatever NODE_ENV says, and leaves the lock file alone', () => {
    writeFileSync(
      join(root, 'npm'),
      '#!/bin/sh\ncase "$*" in install\\ --no-save\\ --include=dev*) exit 0;; esac\nexit 1\n',
      { mode: 0o755 },
    );
    expect(() =>
      install({ root, log: () => {}, env: { PATH: `${root}:/usr/bin:/bin`, NODE_ENV: 'production' } }),
    ).not.toThrow();
  });

  it('keeps the binaries of the project away from npm, which replaces them', () => {
    expect(withoutLocalBinaries('/a/node_modules/.bin:/usr/bin:/b/node_modules/.bin/')).toBe('/usr/bin');
  });
});
