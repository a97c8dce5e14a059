import { RetryableError, runWorkflow, TerminalError } from '@workflow/testing';
import { expect, it } from 'vitest';

const steps = [{ id: 'charge', agent: 'PAYMENT', action: 'charge', retry: { attempts: 3 } }];

it('asks a provider that is down again, and a card that is declined no more', async () => {
  const run = await runWorkflow(
    { id: 'order', steps },
    {
      agents: {
        charge: (_input, { attempt }) => {
          if (attempt === 1) throw new RetryableError('PROVIDER_DOWN', 'The provider answered 503');
          throw new TerminalError('CARD_DECLINED', 'The provider answered 402');
        },
      },
    },
  );
  expect(run.steps['charge']).toMatchObject({ status: 'failed', attempts: 2, error: { code: 'CARD_DECLINED' } });
});
