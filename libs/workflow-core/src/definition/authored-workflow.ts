import type { AuthoredCall, AuthoredInput, AuthoredObject, AuthoredStep } from './authored-step.js';
import type {
  ErrorHandler,
  EventTrigger,
  FailurePolicy,
  Schedule,
  WebhookTrigger,
  WorkflowDefinition,
} from './definition.js';
import type { Duration, JsonObject } from './json.js';

/** A workflow as a TypeScript author writes it: short forms and defaults are the normaliser's. */
export interface AuthoredWorkflow<
  StepId extends string = string,
  InnerId extends string = string,
  DeepId extends string = string,
  Expression extends string = string,
  Template extends string = string,
> {
  readonly id: string;
  readonly teamId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly inputs?: readonly AuthoredInput[];
  readonly triggers?: readonly AuthoredTrigger[];
  readonly steps: readonly AuthoredStep<StepId, InnerId, DeepId, Expression, Template>[];
  /** Templates by name, or a list. */
  readonly outputs?: Readonly<Record<string, Template>> | readonly { readonly name: string; readonly from: Template }[];
  readonly errorHandler?: 'rollback_workflow' | 'notify' | 'none' | AuthoredErrorHandler<Template>;
  readonly onFailure?: FailurePolicy;
  readonly timeout?: Duration;
  /** 1 (first) to 100. */
  readonly priority?: number;
  readonly concurrency?: WorkflowDefinition['concurrency'];
}

/** By webhook, by the clock, or by an event of that name. */
export type AuthoredTrigger =
  | (WebhookTrigger & { readonly schedule?: never })
  | (EventTrigger & { readonly webhook?: never; readonly schedule?: never })
  | AuthoredSchedule;

interface AuthoredSchedule {
  readonly schedule: Omit<Schedule, 'missed'> & Partial<Pick<Schedule, 'missed'>>;
  readonly inputs?: JsonObject;
  readonly webhook?: never;
  readonly event?: never;
}

export interface AuthoredErrorHandler<Template extends string = string> extends Partial<
  Pick<ErrorHandler, 'rollback'>
> {
  readonly notify?: readonly AuthoredCall<Template>[];
  readonly startWorkflow?: { readonly id: string; readonly inputs?: AuthoredObject<Template> };
}
