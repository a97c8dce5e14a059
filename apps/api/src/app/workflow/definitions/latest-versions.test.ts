import { describe, expect, it } from 'vitest';
import { LatestVersions } from './latest-versions.js';

describe('latest versions', () => {
  it('asks once a workflow, and again when told to', async () => {
    let asked = 0;
    const versions = new LatestVersions({ latest: () => Promise.resolve((asked += 1)) });
    expect(await versions.get('team_a', 'campaign')).toBe(1);
    expect(await versions.get('team_a', 'campaign')).toBe(1);
    expect(await versions.get('team_b', 'campaign')).toBe(2);
    expect(await versions.read('team_a', 'campaign')).toBe(3);
    expect(await versions.get('team_a', 'campaign')).toBe(3);
  });

  it('forgets what it knew when the workflow is gone', async () => {
    let isThere = true;
    const versions = new LatestVersions({
      latest: () => (isThere ? Promise.resolve(4) : Promise.reject(new Error('none'))),
    });
    await versions.get('team_a', 'campaign');
    isThere = false;
    await expect(versions.read('team_a', 'campaign')).rejects.toThrow('none');
    await expect(versions.get('team_a', 'campaign')).rejects.toThrow('none');
  });

  it('keeps no more than a few thousand', async () => {
    let asked = 0;
    const versions = new LatestVersions({ latest: () => Promise.resolve((asked += 1)) });
    for (let index = 0; index <= 5_000; index += 1) await versions.get('team_a', `w${index}`);
    await versions.get('team_a', 'w5000');
    expect(asked).toBe(5_001);
    await versions.get('team_a', 'w0');
    expect(asked).toBe(5_002);
  });
});
