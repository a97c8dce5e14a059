import type { Json } from '../definition/json.js';
import type { DocumentNotes } from './document-notes.js';
import { SourceRefusal } from './source-refusal.js';

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literalPattern = /true|false|null/y;
const stringPattern = /"(?:[^"\\]|\\.)*"/sy;
const spacePattern = /[ \t\r\n]*/y;
const literals: Readonly<Record<string, Json>> = { true: true, false: false, null: null };

/**
 * Reads JSON as `JSON.parse` does, but knows where each member stands and sees keys that stand twice, which
 * `JSON.parse` drops without a word.
 */
export class JsonReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly notes: DocumentNotes,
  ) {}

  /** Throws a `SourceRefusal` at the first character that is not JSON. */
  read(): { value: Json; offset: number } {
    this.skipSpace();
    const offset = this.at;
    const value = this.readValue();
    if (this.at < this.text.length) throw this.unexpected('the end of the text');
    return { value, offset };
  }

  private readValue(): Json {
    this.notes.countValue(this.at);
    const value = this.readAny();
    this.skipSpace();
    return value;
  }

  private readAny(): Json {
    const first = this.text[this.at];
    if (first === '{') return this.readObject();
    if (first === '[') return this.readList();
    if (first === '"') return this.readString();
    const literal = this.match(literalPattern);
    return literal === undefined ? this.readNumber() : (literals[literal] as Json);
  }

  private readObject(): Json {
    const object: Record<string, Json> = {};
    this.at += 1;
    this.skipSpace();
    for (let first = true; this.text[this.at] !== '}'; first = false) {
      if (!first) this.expect(',', '`,` or `}`');
      if (this.text[this.at] !== '"') throw this.unexpected('a key in double quotes');
      const keyOffset = this.at;
      const key = this.readString();
      this.skipSpace();
      this.expect(':', '`:`');
      const mark = { key: keyOffset, value: this.at };
      const value = this.notes.inside(key, () => this.readValue());
      this.notes.setMember(object, key, value, mark);
    }
    this.at += 1;
    return object;
  }

  private readList(): Json {
    const list: Json[] = [];
    const offsets: number[] = [];
    this.at += 1;
    this.skipSpace();
    while (this.text[this.at] !== ']') {
      if (list.length > 0) this.expect(',', '`,` or `]`');
      offsets.push(this.at);
      list.push(this.notes.inside(list.length, () => this.readValue()));
    }
    this.at += 1;
    this.notes.markItems(list, offsets);
    return list;
  }

  private readString(): string {
    const start = this.at;
    const raw = this.matchString();
    try {
      // The one decoder of escapes, so that none of them is read differently here.
      return JSON.parse(raw) as string;
    } catch {
      throw new SourceRefusal('SYNTAX', 'The text in quotes holds a raw control character or a bad escape.', start);
    }
  }

  private matchString(): string {
    const raw = this.match(stringPattern);
    if (raw === undefined) throw new SourceRefusal('SYNTAX', 'The closing `"` is missing.', this.at);
    return raw;
  }

  private readNumber(): number {
    const start = this.at;
    const raw = this.match(numberPattern);
    if (raw === undefined) throw this.unexpected('a value');
    const value = Number(raw);
    if (!Number.isFinite(value)) this.notes.refuse('INVALID_VALUE', `The number ${raw} is out of range.`, start);
    return value;
  }

  private expect(character: string, wanted: string): void {
    if (this.text[this.at] !== character) throw this.unexpected(wanted);
    this.at += 1;
    this.skipSpace();
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private skipSpace(): void {
    this.match(spacePattern);
  }

  private unexpected(wanted: string): SourceRefusal {
    const found =
      this.at < this.text.length
        ? `\`${String.fromCodePoint(this.text.codePointAt(this.at) as number)}\``
        : 'the end of the text';
    return new SourceRefusal('SYNTAX', `Expected ${wanted}, found ${found}.`, this.at);
  }
}
