import type { Problem, ProblemCode } from '../check/problem.js';
import { maxDepth, maxValues, forbiddenKeys } from '../definition/json-limits.js';
import type { Json } from '../definition/json.js';
import { pointerSegments, pointerTo } from '../definition/json-pointer.js';
import { LineMap } from './line-map.js';
import type { Locate } from './source.js';
import { SourceRefusal } from './source-refusal.js';

interface Mark {
  readonly key: number;
  readonly value: number;
}

/** What a reader learns about a text beside its value: where each member stands, and what is wrong. */
export class DocumentNotes {
  readonly problems: Problem[] = [];
  /** The members that lead to where the reader is. */
  private readonly path: (string | number)[] = [];
  private readonly members = new Map<object, Map<string, Mark>>();
  private readonly items = new Map<object, number[]>();
  private readonly lines: LineMap;
  private values = 0;

  constructor(text: string) {
    this.lines = new LineMap(text);
  }

  /** Counts one value; throws where the document holds more, or deeper, than a definition may. */
  countValue(offset: number): void {
    this.values += 1;
    if (this.values > maxValues) {
      throw new SourceRefusal('TOO_LARGE', `The document holds more than ${maxValues} values.`, offset);
    }
    if (this.path.length > maxDepth) {
      throw new SourceRefusal('TOO_LARGE', `The document is nested deeper than ${maxDepth} levels.`, offset);
    }
  }

  /** Reads one member of a container: what is refused meanwhile has its path. */
  inside<T>(member: string | number, read: () => T): T {
    this.path.push(member);
    const value = read();
    this.path.pop();
    return value;
  }

  /** Sets a member that was read, and remembers where it stands; a key that may not be set is refused. */
  setMember(object: Record<string, Json>, key: string, value: Json, mark: Mark): void {
    if (forbiddenKeys.has(key)) {
      const message = `The key \`${key}\` is refused wherever it stands.`;
      return this.inside(key, () => this.refuse('FORBIDDEN_KEY', message, mark.key));
    }
    if (Object.hasOwn(object, key)) {
      const message = `The key \`${key}\` stands twice in the same object.`;
      return this.inside(key, () => this.refuse('DUPLICATE_KEY', message, mark.key));
    }
    object[key] = value;
    const members = this.members.get(object) ?? new Map<string, Mark>();
    if (members.size === 0) this.members.set(object, members);
    members.set(key, mark);
  }

  /** Remembers where the items of a list stand. */
  markItems(list: readonly Json[], offsets: number[]): void {
    this.items.set(list, offsets);
  }

  refuse(code: ProblemCode, message: string, offset: number): void {
    this.problems.push({ path: pointerTo('', ...this.path), code, message, ...this.lines.locationOf(offset) });
  }

  locator(root: unknown, rootOffset: number): Locate {
    return (pointer, part = 'value') => {
      let mark: Mark = { key: rootOffset, value: rootOffset };
      let here = root;
      for (const segment of pointerSegments(pointer)) {
        const next = this.markOf(here as object, segment);
        if (next === undefined) return this.lines.locationOf(mark.value);
        mark = next;
        here = (here as Record<string, unknown>)[segment];
      }
      return this.lines.locationOf(mark[part]);
    };
  }

  private markOf(container: object, member: string): Mark | undefined {
    const item = this.items.get(container)?.[Number(member)];
    return item === undefined ? this.members.get(container)?.get(member) : { key: item, value: item };
  }
}
