import type { LeadAddress } from './research-lead.schema.js';

/** A lead as the host knows it. */
export interface Lead {
  readonly leadId: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly address?: LeadAddress;
}

/** Where leads are looked up. A host binds its own database here. */
export abstract class LeadDirectory {
  /** The lead of this team, or undefined; another team's lead is undefined as well. */
  abstract find(teamId: string, leadId: string): Promise<Lead | undefined>;
}
