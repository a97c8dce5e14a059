import { z } from 'zod';
import { defineTransformer } from '../workflow/index.js';
import { OpenConversationInput } from './open-conversation.schema.js';

/** The part of LUCI's research that an opener needs. */
const research = z.looseObject({
  leadId: z.string().min(1),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  qualification: z.enum(['ready', 'review', 'reject']),
  litigator: z.boolean(),
  dnc: z.boolean(),
  deceased: z.boolean(),
  lineType: z.string().nullable(),
});

/** The research under `research`, with the step's own choices beside it. */
const renderedResearch = OpenConversationInput.omit({ lead: true }).extend({ research });

/** LUCI's research as GIANNA's lead: `{ research: '{{steps.research.output}}' }`, flags moved under `facts`. */
export const researchToOpener = defineTransformer<z.infer<typeof renderedResearch>, OpenConversationInput>({
  source: 'LUCI.research_lead',
  target: 'GIANNA.open_conversation',
  from: renderedResearch,
  to: OpenConversationInput,
  transform: ({ research: found, ...choices }) => {
    const { leadId, name, phone, confidence, qualification, litigator, dnc, deceased, lineType } = found;
    const facts = { litigator, dnc, deceased, ...(lineType === null ? {} : { lineType }) };
    return { lead: { leadId, name, phone, confidence, qualification, facts }, ...choices };
  },
});
