import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { fakeContext } from '../../lib/http/fake-context.js';
import { AiOrchestratorAgent } from './ai-orchestrator.agent.js';
import { AiOrchestratorModule } from './ai-orchestrator.module.js';
import { GenerateMessageInput } from './generate-message.schema.js';

const options = {
  baseUrl: 'http://127.0.0.1:9/v1',
  apiKey: 'key',
  timeoutMs: 1_000,
  model: 'gpt-5.4-mini',
  prices: {},
  isSandbox: true,
};

describe('AiOrchestratorModule', () => {
  it('gives AI_ORCHESTRATOR its model client', async () => {
    const module = await Test.createTestingModule({ imports: [AiOrchestratorModule.forRoot(options)] }).compile();
    const agent = module.get(AiOrchestratorAgent, { strict: false });
    const input = GenerateMessageInput.parse({ research: { phone: '+12125550123' }, model: 'unpriced' });
    await expect(agent.generateMessage(input, fakeContext())).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
  });

  it('refuses to start with a default model that has no price, and takes one that the settings price', () => {
    const model = 'gpt-own';
    const refused = () => AiOrchestratorModule.forRoot({ ...options, model });
    expect(refused).toThrow(expect.objectContaining({ code: 'NOT_CONFIGURED' }));
    const prices = { [model]: { input: 1, cachedInput: 1, output: 1 } };
    expect(AiOrchestratorModule.forRoot({ ...options, model, prices }).module).toBe(AiOrchestratorModule);
  });
});
