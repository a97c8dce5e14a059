/** Which team a number (E.164) belongs to; undefined for one that nobody has. Never guesses. */
export abstract class NumberTeams {
  abstract teamOf(number: string): Promise<string | undefined>;
}

/** A team's own endpoint, and the secrets (`whsec_…`) that its callers sign with. */
export interface WebhookEndpoint {
  readonly teamId: string;
  readonly secrets: readonly string[];
}

/** The teams' own endpoints by name. */
export abstract class WebhookEndpoints {
  abstract find(endpoint: string): Promise<WebhookEndpoint | undefined>;
}

/** Numbers as the configuration lists them. */
export class ConfiguredNumbers extends NumberTeams {
  readonly #teams: ReadonlyMap<string, string>;

  /** `teams` maps E.164 numbers to teams. */
  constructor(teams: Readonly<Record<string, string>>) {
    super();
    this.#teams = new Map(Object.entries(teams));
  }

  async teamOf(number: string): Promise<string | undefined> {
    return this.#teams.get(number);
  }
}

/** Names that are providers, and so cannot be endpoints. */
const taken = new Set(['signalhouse', 'twilio']);

/** Endpoints as the configuration lists them. */
export class ConfiguredEndpoints extends WebhookEndpoints {
  readonly #endpoints = new Map<string, WebhookEndpoint>();

  /** @throws RangeError for a name that is taken, listed twice, or not made of letters, digits, `-` and `_` */
  constructor(endpoints: readonly { readonly endpoint: string; readonly team: string; readonly secret: string }[]) {
    super();
    for (const { endpoint, team, secret } of endpoints) {
      if (
        !/^[A-Za-z][\w-]{0,63}$/.test(endpoint) ||
        taken.has(endpoint.toLowerCase()) ||
        this.#endpoints.has(endpoint)
      ) {
        throw new RangeError(`'${endpoint}' cannot be the name of a webhook endpoint.`);
      }
      this.#endpoints.set(endpoint, { teamId: team, secrets: [secret] });
    }
  }

  async find(endpoint: string): Promise<WebhookEndpoint | undefined> {
    return this.#endpoints.get(endpoint);
  }
}
