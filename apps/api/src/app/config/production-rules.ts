import type { EnvironmentProblem } from './environment-error.js';
import type { Variables } from './environment.schema.js';
import type { Providers } from './provider-settings.js';

const keyVariable = {
  signalHouse: 'SIGNALHOUSE_API_KEY',
  twilio: 'TWILIO_ACCOUNT_SID',
  tracerfy: 'TRACERFY_API_TOKEN',
  trestle: 'TRESTLE_API_KEY',
  openai: 'OPENAI_API_KEY',
} as const satisfies Record<keyof Providers, string>;

/** What a production boot refuses: sandbox providers, unencrypted state, the demo's API key. */
export function productionProblems(variables: Variables, providers: Providers | undefined): EnvironmentProblem[] {
  if (variables.NODE_ENV !== 'production') return [];
  const problems: EnvironmentProblem[] = [];
  for (const [provider, variable] of Object.entries(keyVariable) as [keyof Providers, string][]) {
    if (providers?.[provider].isSandbox !== true) continue;
    problems.push({ variable, message: `is required in production: ${provider} would be the sandbox` });
  }
  if (variables.WORKFLOW_ENCRYPTION_KEYS === undefined) {
    problems.push({ variable: 'WORKFLOW_ENCRYPTION_KEYS', message: 'is required in production' });
  }
  const demo = (variables.WORKFLOW_API_KEYS ?? []).findIndex((entry) => entry.key.startsWith('demo-'));
  if (demo >= 0) {
    problems.push({
      variable: 'WORKFLOW_API_KEYS',
      message: `holds a demo key (entry ${demo}), which production refuses`,
    });
  }
  return problems;
}

/** Hours of the recipient's day in which federal rules allow a telemarketing call or text (47 CFR 64.1200(c)(1)). */
const lawfulHours = [8, 21] as const;

/** A window wider than the law is for the sandbox alone, which reaches nobody. */
export function windowProblems(variables: Variables, providers: Providers | undefined): EnvironmentProblem[] {
  const [from, to] = variables.WORKFLOW_SENDING_WINDOW;
  if (from >= lawfulHours[0] && to <= lawfulHours[1]) return [];
  if (providers === undefined || (providers.signalHouse.isSandbox && providers.twilio.isSandbox)) return [];
  const message = 'must lie within 8-21 unless SignalHouse and Twilio are the sandbox';
  return [{ variable: 'WORKFLOW_SENDING_WINDOW', message }];
}
