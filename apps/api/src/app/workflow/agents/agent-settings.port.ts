import type { AgentSettings } from './agent-context.js';

/** How teams have set up their agents. A team without a setting of its own gets the defaults. */
export interface AgentSettingsPort {
  find(teamId: string, agent: string): Promise<AgentSettings>;
}

/** Every agent enabled, for every team, with no setting of its own. */
export class DefaultAgentSettings implements AgentSettingsPort {
  find(): Promise<AgentSettings> {
    return Promise.resolve({ enabled: true });
  }
}
