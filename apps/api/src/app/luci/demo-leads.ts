import { Injectable } from '@nestjs/common';
import { LeadDirectory, type Lead } from './lead-directory.js';

const demoTeam = 'team_123';

/**
 * Sample leads of the demo team. With the sandbox providers their research comes out as follows.
 *
 * | lead | name | research |
 * |---|---|---|
 * | lead_1 | Riley Ready | mobile, activity 92, grade A: confidence 0.92, ready |
 * | lead_2 | Robin Review | mobile, activity 62, grade C: confidence 0.62, review |
 * | lead_3 | Sam Sued | confidence 0.82, but a litigator: reject, and the gate refuses to write |
 * | lead_4 | Morgan Vale-Miss | nobody found: confidence 0, reject |
 * | lead_5 | Drew Hall-Dnc | confidence 0.96, but on a do-not-call list: reject |
 * | lead_6 | Val Voip | voice over IP, 20 points off activity 80: confidence 0.6, ready |
 * | lead_7 | Ollie Optedout | confidence 0.76, ready; the text is refused as opted out |
 * | lead_8 | Lee Lost | confidence 0.94, ready; the text is accepted and its answer lost |
 * | lead_9 | Robin Review | phone known, so nothing is traced: as lead_2 |
 */
const demoLeads: readonly Lead[] = [
  lead('lead_1', 'Riley', 'Ready', '1 Main Street'),
  lead('lead_2', 'Robin', 'Review', '2 Main Street'),
  lead('lead_3', 'Sam', 'Sued', '3 Main Street'),
  lead('lead_4', 'Morgan', 'Vale-Miss', '4 Main Street'),
  lead('lead_5', 'Drew', 'Hall-Dnc', '5 Main Street'),
  lead('lead_6', 'Val', 'Voip', '6 Main Street'),
  lead('lead_7', 'Ollie', 'Optedout', '7 Main Street'),
  lead('lead_8', 'Lee', 'Lost', '8 Main Street'),
  { ...lead('lead_9', 'Robin', 'Review', '9 Main Street'), phone: '(212) 555-0155' },
];

/** The lead directory of the demo: holds the sample leads of one team and no other. */
@Injectable()
export class DemoLeadDirectory extends LeadDirectory {
  find(teamId: string, leadId: string): Promise<Lead | undefined> {
    const found = teamId === demoTeam ? demoLeads.find((each) => each.leadId === leadId) : undefined;
    return Promise.resolve(found);
  }
}

function lead(leadId: string, firstName: string, lastName: string, street: string): Lead {
  return { leadId, firstName, lastName, address: { street, city: 'New York', state: 'NY', zip: '10001' } };
}
