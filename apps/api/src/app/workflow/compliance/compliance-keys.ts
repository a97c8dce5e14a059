/**
 * The keys of the compliance room. All of a team lies under one tag, `{<prefix>:<team>}`, because each of its scripts
 * decides over several of them at once: the suppression of a number and the intent to send to it, an outcome and the
 * index of provider ids. A ledger entry is found by its key alone, so that a redelivered attempt that renders another
 * number still meets the intent of the first.
 *
 * | key below the tag | type | holds |
 * |---|---|---|
 * | `send:<key>` | hash | one ledger entry |
 * | `sends:open` | sorted set | keys of entries without a settled outcome, by their `since` |
 * | `sends:open:<number>` | sorted set | the same, of one number |
 * | `sends:id:<provider>:<id>` | string | key of the entry that a provider's id belongs to |
 * | `suppression:<number>` | hash | why the number is suppressed, a field for each source |
 * | `suppression:<number>:opted-in` | string | when the person last opted in again |
 * | `suppressed` | sorted set | the team's suppressed numbers, by when |
 * | `sent:team`, `sent:to:<number>`, `sent:from:<number>` | sorted set | sends of a sliding window, by when |
 */
export class ComplianceKeys {
  constructor(private readonly prefix: string) {}

  entry(teamId: string, key: string): string {
    return this.key(teamId, 'send', key);
  }

  open(teamId: string): string {
    return this.key(teamId, 'sends', 'open');
  }

  openTo(teamId: string, number: string): string {
    return this.key(teamId, 'sends', 'open', number);
  }

  providerId(teamId: string, provider: string, id: string): string {
    return this.key(teamId, 'sends', 'id', provider, id);
  }

  suppression(teamId: string, number: string): string {
    return this.key(teamId, 'suppression', number);
  }

  optedIn(teamId: string, number: string): string {
    return this.key(teamId, 'suppression', number, 'opted-in');
  }

  suppressed(teamId: string): string {
    return this.key(teamId, 'suppressed');
  }

  sentByTeam(teamId: string): string {
    return this.key(teamId, 'sent', 'team');
  }

  sentTo(teamId: string, number: string): string {
    return this.key(teamId, 'sent', 'to', number);
  }

  sentFrom(teamId: string, number: string): string {
    return this.key(teamId, 'sent', 'from', number);
  }

  private key(teamId: string, ...rest: string[]): string {
    return [`{${this.prefix}:${segment(teamId)}}`, ...rest.map(segment)].join(':');
  }
}

/** Text as one part of a key: whatever could end the part, the tag or a pattern is written as its bytes. */
function segment(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_.+@~-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
