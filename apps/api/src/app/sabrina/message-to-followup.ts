import { z } from 'zod';
import { defineTransformer } from '../workflow/index.js';
import { followupConversation, ScheduleFollowupInput } from './schedule-followup.schema.js';

/**
 * The inputs that a step renders from a generated message: the message itself, or the message under one name of the
 * step's choice (`{ outreach: '{{steps.outreach.output}}' }`).
 */
const renderedMessage = z.union([
  followupConversation,
  z
    .record(z.string(), followupConversation)
    .refine((inputs) => Object.keys(inputs).length === 1, 'must hold one message'),
]);
type Conversation = z.infer<typeof followupConversation>;

/** AI_ORCHESTRATOR's message as SABRINA's follow-up. */
export const messageToFollowup = defineTransformer<z.infer<typeof renderedMessage>, ScheduleFollowupInput>({
  source: 'AI_ORCHESTRATOR.generate_message',
  target: 'SABRINA.schedule_followup',
  from: renderedMessage,
  to: ScheduleFollowupInput,
  transform: (inputs) => ({
    conversation: isConversation(inputs) ? inputs : (Object.values(inputs)[0] as Conversation),
  }),
});

function isConversation(inputs: z.infer<typeof renderedMessage>): inputs is Conversation {
  return typeof inputs['message'] === 'string';
}
