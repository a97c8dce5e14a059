import { Injectable } from '@nestjs/common';
import { Action, Agent, TerminalError, type AgentContext } from '../workflow/index.js';
import { NurtureLeadInput, NurtureLeadOutput, type Touch } from './nurture-lead.schema.js';
import { planNurture } from './nurture-plan.js';

/** CATHY: keeps a conversation warm. */
@Agent('CATHY')
@Injectable()
export class CathyAgent {
  /**
   * Chooses the stage of a conversation and the time of its next message. Calls nobody and costs nothing.
   * @throws TerminalError INVALID_INPUT when neither `leadId` nor `opener` says who it is about
   */
  @Action('nurture_lead', { input: NurtureLeadInput, output: NurtureLeadOutput, effect: 'read' })
  nurtureLead({ leadId, opener, history }: NurtureLeadInput, ctx: AgentContext): NurtureLeadOutput {
    const id = leadId ?? opener?.leadId;
    if (id === undefined) throw new TerminalError('INVALID_INPUT', 'leadId or opener must say which lead is meant');
    // An opener without words was never sent.
    const opened: Touch[] = opener?.message
      ? [{ at: opener.generatedAt, direction: 'outbound', text: opener.message }]
      : [];
    return { leadId: id, ...planNurture([...opened, ...history], ctx.now()) };
  }
}
