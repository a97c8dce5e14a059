import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { LeadDirectory, type Lead } from './lead-directory.js';
import { LuciAgent } from './luci.agent.js';
import { LuciModule } from './luci.module.js';

const provider = { baseUrl: 'http://127.0.0.1:9', apiKey: 'key', timeoutMs: 1_000, isSandbox: true };

class EmptyDirectory extends LeadDirectory {
  find(): Promise<Lead | undefined> {
    return Promise.resolve(undefined);
  }
}

describe('LuciModule', () => {
  it('gives LUCI its clients, and the lead directory of the host', async () => {
    const imports = [LuciModule.forRoot({ tracerfy: provider, trestle: provider, leads: EmptyDirectory })];
    const module = await Test.createTestingModule({ imports }).compile();
    const luci = module.get(LuciAgent, { strict: false });
    // The demo directory knows this lead; the host's does not.
    await expect(luci.researchLead({ leadId: 'lead_1' }, fakeContext())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
