import { Inject, Injectable } from '@nestjs/common';
import { SignalHouseService } from '../../lib/signalhouse/signalhouse.service.js';
import { TwilioService } from '../../lib/twilio/twilio.service.js';
import { Action, Agent, type AgentContext, type SendOutcome, type SendRequest } from '../workflow/index.js';
import { chooseSender } from './choose-sender.js';
import { holdUntilDue } from './due-time.js';
import { SABRINA_OPTIONS, type SabrinaOptions } from './sabrina.options.js';
import { ScheduleFollowupInput, ScheduleFollowupOutput } from './schedule-followup.schema.js';

type Message = Pick<SendRequest, 'to' | 'from' | 'content'>;

/** How one channel is sent and looked up. */
interface Route {
  readonly provider: ScheduleFollowupOutput['provider'];
  send(key: string): Promise<SendOutcome>;
  lookup(since: number): Promise<SendOutcome | undefined>;
}

/** SABRINA: follows a conversation up by text or call. */
@Agent('SABRINA')
@Injectable()
export class SabrinaAgent {
  constructor(
    private readonly signalHouse: SignalHouseService,
    private readonly twilio: TwilioService,
    @Inject(SABRINA_OPTIONS) private readonly options: SabrinaOptions,
  ) {}

  /**
   * Sends the conversation's message once it is due: a text through SignalHouse, a call through Twilio. What was sent
   * cannot be taken back, so there is no undo.
   * @throws TerminalError INVALID_INPUT, NOT_CONFIGURED; DeferredError SCHEDULED; those of `ctx.send`
   */
  @Action('schedule_followup', { input: ScheduleFollowupInput, output: ScheduleFollowupOutput, effect: 'send' })
  async scheduleFollowup(input: ScheduleFollowupInput, ctx: AgentContext): Promise<ScheduleFollowupOutput> {
    const { conversation } = input;
    const channel = input.channel ?? conversation.channel ?? 'sms';
    const sender = { teamId: ctx.teamId, channel, wanted: input.from, agentNumbers: ctx.settings.numbers };
    const from = chooseSender(sender, this.options);
    holdUntilDue(input.delayMs ?? 0, conversation.generatedAt, ctx.now());
    const message: Message = { to: conversation.to, from, content: conversation.message };
    const route = channel === 'sms' ? this.textRoute(message, ctx) : this.callRoute(message, ctx);
    const request: SendRequest = {
      channel,
      provider: route.provider,
      ...message,
      ...(conversation.facts === undefined ? {} : { facts: conversation.facts }),
      lookup: ({ since }) => route.lookup(since),
    };
    const receipt = await ctx.send(request, ({ key }) => route.send(key));
    return {
      status: 'sent',
      at: new Date(receipt.at).toISOString(),
      providerId: receipt.providerId,
      provider: route.provider,
      channel,
      to: message.to,
      from,
      ...(receipt.costUsd === undefined ? {} : { costUsd: receipt.costUsd }),
      sandbox: this.options.isSandbox[channel],
    };
  }

  private textRoute({ to, from, content }: Message, ctx: AgentContext): Route {
    const statusCallbackUrl = this.options.statusCallbackUrls.sms;
    return {
      provider: 'signalhouse',
      send: (idempotencyKey) =>
        this.signalHouse.sendSms({ to, from, body: content, idempotencyKey, statusCallbackUrl }, ctx),
      lookup: (since) => this.signalHouse.findMessage({ to, from, body: content, since }, ctx),
    };
  }

  private callRoute({ to, from, content }: Message, ctx: AgentContext): Route {
    const statusCallbackUrl = this.options.statusCallbackUrls.voice;
    return {
      provider: 'twilio',
      send: () => this.twilio.createCall({ to, from, text: content, statusCallbackUrl }, ctx),
      lookup: (since) => this.twilio.findCall({ to, from, since }, ctx),
    };
  }
}
