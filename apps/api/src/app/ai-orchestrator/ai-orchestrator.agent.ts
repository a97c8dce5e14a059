import { Injectable } from '@nestjs/common';
import { Action, Agent, RetryableError, TerminalError, type AgentContext } from '../workflow/index.js';
import {
  GenerateMessageInput,
  GenerateMessageOutput,
  type MessageResearch,
  type RecipientFacts,
} from './generate-message.schema.js';
import { checkMessage } from './message-rules.js';
import { ModelClient } from './model-client.js';
import { promptFor } from './prompt.js';
import { SummariseInput, SummariseOutput, summaryPrompt } from './summarise.js';

/** Room for a short text and the model's reasoning before it. */
const maxOutputTokens = 1_000;

/** AI_ORCHESTRATOR: writes messages and summaries with a language model. */
@Agent('AI_ORCHESTRATOR')
@Injectable()
export class AiOrchestratorAgent {
  constructor(private readonly models: ModelClient) {}

  /**
   * Drafts a message to the researched person and checks it: length, opt-out wording, links.
   * @throws TerminalError INVALID_INPUT when the research has no phone, and those of `ModelClient.draft`;
   *   RetryableError PROVIDER_BAD_ANSWER for a draft that breaks a rule
   */
  @Action('generate_message', { input: GenerateMessageInput, output: GenerateMessageOutput, effect: 'read' })
  async generateMessage(input: GenerateMessageInput, ctx: AgentContext): Promise<GenerateMessageOutput> {
    const { research, channel, allowLinks } = input;
    const to = research.phone ?? undefined;
    if (to === undefined) throw new TerminalError('INVALID_INPUT', 'The research found no phone to write to');
    const model = input.model ?? ctx.settings.model ?? this.models.defaultModel;
    const prompt = promptFor(input, ctx.settings.persona);
    const draft = await this.models.draft({ kind: 'message', model, maxOutputTokens, ...prompt }, ctx);
    const checked = checkMessage(draft.text, channel, allowLinks);
    if ('problem' in checked) {
      throw new RetryableError('PROVIDER_BAD_ANSWER', `The model's draft cannot be sent: ${checked.problem}`, {
        details: { model: draft.model, costUsd: draft.costUsd },
      });
    }
    return {
      leadId: research.leadId ?? null,
      message: checked.message,
      channel,
      to,
      facts: factsOf(research),
      generatedAt: new Date(ctx.now()).toISOString(),
      model: draft.model,
      usage: draft.usage,
      costUsd: draft.costUsd,
      sandbox: this.models.isSandbox,
    };
  }

  /**
   * Says in words what data shows, for people to read. Nothing is sent.
   * @throws those of `ModelClient.draft`; RetryableError PROVIDER_BAD_ANSWER for an empty text
   */
  @Action('summarise', { input: SummariseInput, output: SummariseOutput, effect: 'read' })
  async summarise(input: SummariseInput, ctx: AgentContext): Promise<SummariseOutput> {
    const model = input.model ?? ctx.settings.model ?? this.models.defaultModel;
    const prompt = summaryPrompt(input);
    const draft = await this.models.draft({ kind: 'summary', model, maxOutputTokens, ...prompt }, ctx);
    const summary = draft.text.trim();
    if (summary === '') throw new RetryableError('PROVIDER_BAD_ANSWER', "The model's summary is empty");
    const { usage, costUsd } = draft;
    return { summary, model: draft.model, usage, costUsd, sandbox: this.models.isSandbox };
  }
}

/** The facts that are known; an unknown one is left out, so that the gate does not take it for a no. */
function factsOf({ litigator, dnc, deceased, lineType }: MessageResearch): RecipientFacts {
  return {
    ...(typeof litigator === 'boolean' ? { litigator } : {}),
    ...(typeof dnc === 'boolean' ? { dnc } : {}),
    ...(typeof deceased === 'boolean' ? { deceased } : {}),
    ...(typeof lineType === 'string' ? { lineType } : {}),
  };
}
