import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseEnvironment } from './environment.js';
import { environmentSchema } from './environment.schema.js';

const lines = readFileSync(new URL('../../../../../.env.example', import.meta.url), 'utf8').split('\n');
const assignment = /^([A-Z][A-Z0-9_]*)=(.*)$/;
const written = lines.flatMap((line) => assignment.exec(line) ?? []).filter((_part, index) => index % 3 === 1);

describe('.env.example', () => {
  it('names the variables of the schema, each once', () => {
    expect(written.toSorted()).toEqual(Object.keys(environmentSchema.shape).toSorted());
  });

  it('explains each variable in the line above it', () => {
    const unexplained = lines.filter((line, index) => assignment.test(line) && !/^# \S/.test(lines[index - 1] ?? ''));
    expect(unexplained).toEqual([]);
  });

  it('is an environment as it stands, beside a sandbox', () => {
    const values = lines.flatMap((line) => {
      const [, name, value] = assignment.exec(line) ?? [];
      return name === undefined ? [] : [[name, value] as const];
    });
    const example = parseEnvironment({ ...Object.fromEntries(values), SANDBOX_URL: 'http://127.0.0.1:4010' });
    const bare = parseEnvironment({ REDIS_URL: 'redis://127.0.0.1:6379', SANDBOX_URL: 'http://127.0.0.1:4010' });
    expect(example).toEqual(bare);
  });
});
