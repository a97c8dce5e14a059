import { z } from 'zod';
import { ErrorDetail } from './error-body.js';
import { pageOf } from './page.js';

const version = z.int().min(1).max(999_999_999);
const checksum = z.string().describe("'sha256:' and hex, over the canonical JSON of the normal form");

/** One thing that is wrong with a definition; `line` and `column` are 1-based, for JSON and YAML text. */
export const Problem = ErrorDetail.extend({}).meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const PublishWorkflowResponse = z
  .object({ id: z.string(), version, checksum, warnings: z.array(Problem) })
  .meta({ id: 'PublishWorkflowResponse' });
export type PublishWorkflowResponse = z.infer<typeof PublishWorkflowResponse>;

export const ValidateWorkflowResponse = z
  .object({ valid: z.boolean(), problems: z.array(Problem), warnings: z.array(Problem) })
  .meta({ id: 'ValidateWorkflowResponse' });
export type ValidateWorkflowResponse = z.infer<typeof ValidateWorkflowResponse>;

/** A workflow as lists show it: its latest version. */
export const WorkflowSummary = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
    latestVersion: version,
    checksum,
    publishedAt: z.iso.datetime(),
    publishedBy: z.string().optional(),
    isRetired: z.boolean().describe('no new runs; old ones go on'),
  })
  .meta({ id: 'WorkflowSummary' });
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

export const WorkflowPage = pageOf(WorkflowSummary, 'WorkflowPage');
export type WorkflowPage = z.infer<typeof WorkflowPage>;

/** One version as stored. */
export const WorkflowVersion = WorkflowSummary.extend({
  version,
  definition: z.looseObject({}).describe('the normal form: every default written out, lists always lists'),
}).meta({ id: 'WorkflowVersion' });
export type WorkflowVersion = z.infer<typeof WorkflowVersion>;

/** A definition in any of its spellings; the checker, not this schema, says what is wrong with it. */
export const WorkflowDocument = z
  .looseObject({})
  .describe('a workflow definition in any of its spellings; the checker says what is wrong with it')
  .meta({ id: 'WorkflowDocument' });
