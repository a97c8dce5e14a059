import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect, it } from 'vitest';
import { ACCESS_PORT, ApiKeyAccess } from '../access/index.js';
import { WorkflowService } from '../workflow.service.js';
import { HttpDoor } from './http-door.js';
import { httpControllers, httpProviders } from './http.providers.js';
import { FakeWorkflowService } from './testing/fake-workflow-service.fixture.js';

@Module({
  controllers: [...httpControllers],
  providers: [
    ...httpProviders(),
    { provide: WorkflowService, useClass: FakeWorkflowService },
    { provide: ACCESS_PORT, useValue: new ApiKeyAccess([]) },
  ],
})
class WorkerModule {}

it('boots in a process that serves no HTTP', async () => {
  const context = await NestFactory.createApplicationContext(WorkerModule, { logger: false, abortOnError: false });
  expect(context.get(HttpDoor)).toBeInstanceOf(HttpDoor);
  await context.close();
});
