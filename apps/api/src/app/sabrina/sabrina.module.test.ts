import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { SabrinaAgent } from './sabrina.agent.js';
import { SabrinaModule } from './sabrina.module.js';

describe('SabrinaModule', () => {
  it('gives SABRINA its clients and numbers', async () => {
    const common = { baseUrl: 'http://127.0.0.1:9', timeoutMs: 1_000 };
    const module = await Test.createTestingModule({
      imports: [
        SabrinaModule.forRoot({
          signalHouse: { ...common, apiKey: 'key' },
          twilio: { ...common, accountSid: `AC${'0'.repeat(32)}`, authToken: 'token' },
          sabrina: {
            defaultNumbers: { sms: '+12125550100' },
            numbers: {},
            statusCallbackUrls: {},
            isSandbox: { sms: true, voice: true },
          },
        }),
      ],
    }).compile();
    const sabrina = module.get(SabrinaAgent, { strict: false });
    const conversation = { message: 'Hi', to: '+12125550123' };
    const call = sabrina.scheduleFollowup({ conversation, channel: 'voice' }, fakeContext());
    await expect(call).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
  });
});
