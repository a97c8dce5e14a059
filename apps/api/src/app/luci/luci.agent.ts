import { Injectable } from '@nestjs/common';
import { Action, Agent, type AgentContext } from '../workflow/index.js';
import { choosePhone, type ChosenPhone } from './choose-phone.js';
import { TracerfyClient } from './clients/tracerfy.client.js';
import { TrestleClient, type PhoneIntel, type RealContact } from './clients/trestle.client.js';
import { confidenceOf } from './confidence.js';
import { fullName, knownLead, toE164 } from './known-lead.js';
import { LeadDirectory, type Lead } from './lead-directory.js';
import { qualify } from './qualification.js';
import { ResearchLeadInput, ResearchLeadOutput, type ResearchSource } from './research-lead.schema.js';

/** Activity below which a number is rejected whatever else is known, so the dearer lookup is saved. */
const worthGrading = 50;

/** LUCI: finds a lead's number and says how good it is. */
@Agent('LUCI')
@Injectable()
export class LuciAgent {
  constructor(
    private readonly leads: LeadDirectory,
    private readonly tracerfy: TracerfyClient,
    private readonly trestle: TrestleClient,
  ) {}

  /**
   * Loads the lead, traces its address when no phone is known, scores the phone, and matches it with the name.
   * Each lookup is paid; `costUsd` is their sum in this attempt.
   * @throws TerminalError NOT_FOUND, PROVIDER_UNAUTHORIZED, PROVIDER_REJECTED; RetryableError of the providers
   */
  @Action('research_lead', { input: ResearchLeadInput, output: ResearchLeadOutput, effect: 'read' })
  async researchLead(input: ResearchLeadInput, ctx: AgentContext): Promise<ResearchLeadOutput> {
    const sources: ResearchSource[] = [];
    const lead = knownLead(input, await this.leads.find(ctx.teamId, input.leadId));
    const ownPhone = lead.phone === undefined ? undefined : toE164(lead.phone);
    const traced = ownPhone === undefined ? await this.trace(lead, ctx, sources) : undefined;
    const phone = ownPhone ?? traced?.phone ?? null;
    ctx.progress(0.4, phone === null ? 'no phone found' : 'phone known');
    const intel = phone === null ? undefined : await this.score(phone, ctx, sources);
    const name = fullName(lead) ?? traced?.person.full_name ?? null;
    const contact = await this.match({ phone, name, lead, intel }, ctx, sources);
    ctx.progress(1, 'scored');
    const facts = {
      phone: intel?.isValid === true ? phone : null,
      grade: contact?.grade ?? null,
      activityScore: intel?.activityScore ?? null,
      litigator: contact?.litigator === true || traced?.person.litigator === true,
      dnc: traced?.dnc === true,
      deceased: traced?.person.deceased === true,
    };
    const lineType = intel?.lineType ?? null;
    const ownerMatched = contact?.nameMatch ?? (traced?.isOwner === true ? true : null);
    const activityScore = facts.phone === null ? null : facts.activityScore;
    return {
      leadId: input.leadId,
      name,
      confidence: confidenceOf({ activityScore, lineType, ownerMatched }),
      ...facts,
      lineType,
      qualification: qualify(facts),
      sources,
      costUsd: sources.reduce((sum, source) => Math.round((sum + source.costUsd) * 1e6) / 1e6, 0),
      sandbox: sources.some((source) => source.sandbox),
    };
  }

  private async trace(lead: Lead, ctx: AgentContext, sources: ResearchSource[]): Promise<ChosenPhone | undefined> {
    if (lead.address === undefined) return undefined;
    const { address, firstName, lastName } = lead;
    const { persons, costUsd } = await this.tracerfy.lookup({ address, firstName, lastName }, ctx);
    const fields = persons.length === 0 ? [] : ['name', 'phone', 'litigator', 'dnc', 'deceased'];
    sources.push({ provider: 'tracerfy', endpoint: 'trace/lookup', fields, costUsd, sandbox: this.tracerfy.isSandbox });
    return choosePhone(persons, lead);
  }

  private async score(phone: string, ctx: AgentContext, sources: ResearchSource[]): Promise<PhoneIntel> {
    const intel = await this.trestle.phoneIntel(phone, ctx);
    const { costUsd } = intel;
    const fields = ['activityScore', 'lineType'];
    sources.push({ provider: 'trestle', endpoint: 'phone_intel', fields, costUsd, sandbox: this.trestle.isSandbox });
    return intel;
  }

  private async match(
    known: { phone: string | null; name: string | null; lead: Lead; intel: PhoneIntel | undefined },
    ctx: AgentContext,
    sources: ResearchSource[],
  ): Promise<RealContact | undefined> {
    const { phone, name, lead, intel } = known;
    if (phone === null || name === null || intel?.isValid !== true) return undefined;
    if (intel.activityScore !== null && intel.activityScore < worthGrading) return undefined;
    const contact = await this.trestle.realContact({ phone, name, email: lead.email, address: lead.address }, ctx);
    const { costUsd } = contact;
    const fields = ['grade', 'litigator', 'confidence'];
    sources.push({ provider: 'trestle', endpoint: 'real_contact', fields, costUsd, sandbox: this.trestle.isSandbox });
    return contact;
  }
}
