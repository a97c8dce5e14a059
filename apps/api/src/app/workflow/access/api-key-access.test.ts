import { describe, expect, it } from 'vitest';
import { ApiKeyAccess, presentedKey } from './api-key-access.js';

const key = { key: 'a-long-enough-key', team: 'team_1', role: 'operator', name: 'ci' } as const;
const asking = (headers: Record<string, string>) => ({ headers, method: 'GET', path: '/', request: {} });

describe('API keys', () => {
  const access = new ApiKeyAccess([key, { ...key, key: 'another-key-of-ours', team: 'team_2' }]);

  it.each([
    [{ 'x-api-key': 'a-long-enough-key' }, 'team_1'],
    [{ authorization: 'Bearer another-key-of-ours' }, 'team_2'],
    [{ authorization: 'bearer   another-key-of-ours', 'x-api-key': 'another-key-of-ours' }, 'team_2'],
  ])('finds who %j is', async (headers, teamId) => {
    expect(await access.authenticate(asking(headers as Record<string, string>))).toEqual({
      teamId,
      role: 'operator',
      name: 'ci',
    });
  });

  it.each([
    {},
    { 'x-api-key': '' },
    { 'x-api-key': 'a-long-enough-ke' },
    { authorization: 'Basic a-long-enough-key' },
    { authorization: 'Bearer another-key-of-ours', 'x-api-key': 'a-long-enough-key' },
    { 'x-api-key': 'a-long-enough-key, another-key-of-ours' },
  ])('finds nobody behind %j', async (headers) => {
    expect(await access.authenticate(asking(headers as Record<string, string>))).toBeUndefined();
  });

  it('takes no list of headers', () => {
    expect(presentedKey({ 'x-api-key': ['a', 'b'] })).toBeUndefined();
  });

  it('refuses one key for two callers', () => {
    expect(() => new ApiKeyAccess([key, key])).toThrow('twice');
  });
});
