import { Controller, Get, UseGuards } from '@nestjs/common';
import { expect, it } from 'vitest';
import { RequireRole, WorkflowAccessGuard } from '../access/index.js';
import { bootApi } from './testing/boot-api.fixture.js';

@Controller('odd')
@UseGuards(WorkflowAccessGuard)
class OddController {
  @Get()
  forgotten(): void {}

  @Get('known')
  @RequireRole('viewer')
  known(): void {}
}

it('refuses to boot when a guarded route declares no role, and names it', async () => {
  await expect(bootApi('fastify', { controllers: [OddController] })).rejects.toThrow(
    'No role is declared for OddController.forgotten:',
  );
});
