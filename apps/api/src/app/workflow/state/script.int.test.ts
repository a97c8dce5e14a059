import { testRedisUrl, uniquePrefix } from '@workflow/testing';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadScript, Script, type ScriptRunner } from './script.js';

/** Counts what is sent to Redis. */
class CountedRedis implements ScriptRunner {
  readonly sent: string[] = [];
  constructor(private readonly redis: Redis) {}

  async evalsha(...args: Parameters<ScriptRunner['evalsha']>): Promise<unknown> {
    this.sent.push('evalsha');
    return this.redis.evalsha(...args);
  }
  async eval(...args: Parameters<ScriptRunner['eval']>): Promise<unknown> {
    this.sent.push('eval');
    return this.redis.eval(...args);
  }
}

describe('a script', () => {
  let redis: Redis;
  let counted: CountedRedis;
  let key: string;
  beforeEach(() => {
    redis = new Redis(testRedisUrl());
    counted = new CountedRedis(redis);
    key = `{${uniquePrefix()}}:n`;
  });
  afterEach(async () => {
    await redis.del(key);
    redis.disconnect();
  });

  /** A script that no Redis can know yet. */
  const fresh = (body: string): Script => new Script('fresh', `-- ${key}\n${body}`, 1);

  it('is sent whole once, when Redis does not know it, and by its hash from then on', async () => {
    const script = fresh("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    expect(await script.run(counted, [key], [2])).toBe(2);
    expect(await script.run(counted, [key], [3])).toBe(5);
    expect(counted.sent).toEqual(['evalsha', 'eval', 'evalsha']);
  });

  it('is not sent again when Redis refused it for another reason', async () => {
    const script = fresh("return redis.error_reply('ERR no')");
    await expect(script.run(counted, [key], [])).rejects.toThrow('ERR no');
    await expect(script.run(counted, [key], [])).rejects.toThrow('ERR no');
    expect(counted.sent).toEqual(['evalsha', 'eval', 'evalsha']);
  });

  it('passes on what a client throws that is no error', async () => {
    const odd: ScriptRunner = {
      evalsha: vi.fn<ScriptRunner['evalsha']>().mockRejectedValue('odd'),
      eval: () => expect.fail(),
    };
    await expect(fresh('return 1').run(odd, [key], [])).rejects.toBe('odd');
  });

  it('is refused with another number of keys, before anything is sent', async () => {
    await expect(fresh('return 1').run(counted, [key, key], [])).rejects.toThrow(
      'fresh takes 1 keys, and was given 2.',
    );
    expect(counted.sent).toEqual([]);
  });

  it('that takes a list of keys takes any number behind its own, and no fewer', async () => {
    const script = new Script('listing', `-- ${key}\nreturn #KEYS`, 1, true);
    expect(await script.run(counted, [key], [])).toBe(1);
    expect(await script.run(counted, [key, key, key], [])).toBe(3);
    await expect(script.run(counted, [], [])).rejects.toThrow('listing takes at least 1 keys, and was given 0.');
  });

  it('is read from its file with what it includes, and takes its name from there', async () => {
    const script = loadScript(new URL('./scripts/begin-step.lua', import.meta.url), 2);
    expect(script.name).toBe('begin-step.lua');
    expect(await script.run(counted, [key, key], ['a', 1, 0, 'c', 'm', 0])).toBe(-1);
  });
});
