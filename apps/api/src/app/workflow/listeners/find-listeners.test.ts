import { describe, expect, it } from 'vitest';
import { findListeners } from './find-listeners.js';
import { OnWorkflow } from './on-workflow.decorator.js';
import type { WorkflowEvent } from './workflow-event.js';

const event = { runId: 'r' } as WorkflowEvent;
const found = (provider: object) => findListeners(provider).map((listener) => `${listener.name} ${listener.event}`);

describe('findListeners', () => {
  it('finds methods by decorator and by name, each once', () => {
    class Both {
      @OnWorkflow('completed')
      onWorkflowCompleted(): void {}
      @OnWorkflow('started')
      @OnWorkflow('cancelled')
      other(): void {}
      onWorkflowFailed(): void {}
      unrelated(): void {}
    }
    expect(found(new Both()).toSorted()).toEqual([
      'Both.onWorkflowCompleted completed',
      'Both.onWorkflowFailed failed',
      'Both.other cancelled',
      'Both.other started',
    ]);
  });

  it('finds inherited ones, and takes the method of the class itself', () => {
    class Base {
      heard: string[] = [];
      @OnWorkflow('started')
      start(): void {
        this.heard.push('base');
      }
      onWorkflowFailed(): void {
        this.heard.push('base failed');
      }
      @OnWorkflow('completed')
      dropped(): void {}
    }
    class Derived extends Base {
      override onWorkflowFailed(): void {
        this.heard.push('derived failed');
      }
      override dropped(): void {}
    }
    const provider = new Derived();
    for (const { hear } of findListeners(provider)) void hear(event);
    expect(found(provider)).toEqual(['Derived.onWorkflowFailed failed', 'Derived.start started']);
    expect(provider.heard).toEqual(['derived failed', 'base']);
  });

  it('finds functions of a plain object', () => {
    expect(found({ onWorkflowStarted: () => undefined })).toEqual(['Object.onWorkflowStarted started']);
  });

  it('takes nothing for a listener but a function, and calls no getter', () => {
    const provider = {
      onWorkflowStarted: 'now',
      get onWorkflowFailed(): never {
        throw new Error('a getter was called');
      },
    };
    expect(found(provider)).toEqual([]);
    expect(found(Object.create(null) as object)).toEqual([]);
  });
});
