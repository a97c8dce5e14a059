import type {
  ErrorPolicy,
  FailurePolicy,
  InputDeclaration,
  JoinDeclaration,
  OutputDeclaration,
  RetryPolicy,
  TriggerDeclaration,
} from './definition.js';
import type { Duration, JsonObject } from './json.js';

/** A workflow as a TypeScript author writes it: short forms and defaults are the normaliser's. */
export interface AuthoredWorkflow<StepId extends string = string> {
  readonly id: string;
  readonly teamId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly inputs?: readonly (Omit<InputDeclaration, 'required'> & { readonly required?: boolean })[];
  readonly triggers?: readonly TriggerDeclaration[];
  readonly steps: readonly AuthoredStep<StepId>[];
  /** Templates by name, or a list. */
  readonly outputs?: Readonly<Record<string, string>> | readonly OutputDeclaration[];
  readonly errorHandler?: 'rollback_workflow' | 'notify' | 'none' | AuthoredErrorHandler;
  readonly onFailure?: FailurePolicy;
  readonly timeout?: Duration;
}

export interface AuthoredErrorHandler {
  readonly rollback?: boolean;
  readonly notify?: readonly AuthoredCall[];
}

export interface AuthoredCall {
  readonly agent: string;
  readonly action: string;
  readonly inputs?: JsonObject;
}

export interface AuthoredStep<StepId extends string = string> extends AuthoredCall {
  readonly id: StepId;
  readonly transform?: { readonly source: string; readonly target: string };
  /** Ids of steps, or the join in full. Steps that a template reads need not be named. */
  readonly dependsOn?: readonly NoInfer<StepId>[] | AuthoredJoin<NoInfer<StepId>>;
  /** One expression, bare or in braces. */
  readonly condition?: string;
  readonly timeout?: Duration;
  readonly retry?: Partial<RetryPolicy>;
  readonly onError?: 'fail' | 'continue' | { readonly fallback: NoInfer<StepId> } | ErrorPolicy;
  readonly compensate?: AuthoredCall;
}

export interface AuthoredJoin<StepId extends string> extends Partial<Omit<JoinDeclaration, 'steps'>> {
  readonly steps: readonly StepId[];
}
