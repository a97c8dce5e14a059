import { createHash } from 'node:crypto';

/**
 * The keys of the inbox. Everything of a shard lies under one tag, `{<prefix>:inbox<shard>}`, because taking an event in
 * (its names, its record, its place in the stream) is one script; a team's events share a shard.
 *
 * | key below the tag | type | holds |
 * |---|---|---|
 * | `events` | stream | events that are taken in and not yet processed, with one consumer group |
 * | `dead` | stream | what could not be used, with the reason; capped |
 * | `unrouted` | stream | events to a number that no team has; capped |
 * | `<team>:seen:<name>` | string | id of the event of this name, for as long as repetitions may come |
 * | `<team>:event:<id>` | hash | what became of an event, as long |
 */
export class InboxKeys {
  constructor(
    private readonly prefix: string,
    readonly shards = 1,
  ) {}

  /** The shard that a team's events lie in. */
  shardOf(teamId: string): number {
    return this.shards === 1 ? 0 : createHash('sha256').update(teamId).digest().readUInt32BE() % this.shards;
  }

  events(shard: number): string {
    return `${this.tag(shard)}:events`;
  }

  dead(shard: number): string {
    return `${this.tag(shard)}:dead`;
  }

  unrouted(shard: number): string {
    return `${this.tag(shard)}:unrouted`;
  }

  seen(teamId: string, name: string): string {
    return `${this.tag(this.shardOf(teamId))}:${segment(teamId)}:seen:${segment(name)}`;
  }

  record(teamId: string, eventId: string): string {
    return `${this.tag(this.shardOf(teamId))}:${segment(teamId)}:event:${segment(eventId)}`;
  }

  private tag(shard: number): string {
    return `{${this.prefix}:inbox${shard}}`;
  }
}

/** The longest name that stands in a key as it is. */
const longestName = 200;

/** Text as one part of a key: what could end the part or the tag is written as bytes, what is too long as its hash. */
function segment(text: string): string {
  if (text.length > longestName) return `~${createHash('sha256').update(text).digest('hex')}`;
  return text.replaceAll(/[^A-Za-z0-9_.+@-]/gu, (character) =>
    [...Buffer.from(character, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
