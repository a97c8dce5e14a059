import { Injectable } from '@nestjs/common';
import { Action, Agent, type AgentContext } from '../workflow/index.js';
import { OpenConversationInput, OpenConversationOutput } from './open-conversation.schema.js';
import { audienceOf, intentOf, nextActionOf } from './opener-rules.js';
import { openerText } from './opener-templates.js';

const defaultSender = 'the outreach team';

/** GIANNA: opens conversations from templates; the same lead always gets the same words. */
@Agent('GIANNA')
@Injectable()
export class GiannaAgent {
  /** Drafts the first text to a lead and says what fits next. Calls nobody and costs nothing. */
  @Action('open_conversation', { input: OpenConversationInput, output: OpenConversationOutput, effect: 'read' })
  openConversation(input: OpenConversationInput, ctx: AgentContext): OpenConversationOutput {
    const { lead, sender = ctx.settings.persona ?? defaultSender } = input;
    const audience = input.audience ?? audienceOf(lead);
    const intent = input.intent ?? intentOf(lead);
    const nextAction = nextActionOf(lead);
    return {
      leadId: lead.leadId,
      message: nextAction === 'do_not_contact' ? null : openerText(audience, intent, lead.name, sender),
      channel: 'sms',
      to: lead.phone,
      facts: lead.facts,
      audience,
      intent,
      nextAction,
      generatedAt: new Date(ctx.now()).toISOString(),
    };
  }
}
