import { partsOf } from '../expression/parse/parts-of.js';
import type { Tree } from '../expression/parse/tree.js';
import { rootShapes, stepShape } from './engine-shapes.js';
import { hasMethod, memberShape } from './schema/member-shape.js';
import type { SchemaPart, Shape } from './schema/schema-reader.js';

/** What is known of the values that an expression can read. */
export interface ReadableShapes {
  readonly trigger: Shape;
  readonly outputOf: (stepId: string) => Shape;
}

/** A value that an expression reads, as far as it is known. */
interface KnownRead {
  /** What it is, or is a part of, for messages: `output of \`ask\``. */
  readonly source: string;
  /** Where it stands in there. */
  readonly path: readonly string[];
  readonly parts: readonly SchemaPart[];
}

/** A member that an expression reads of a value that does not have it. */
export interface MissingMember extends KnownRead {
  readonly name: string;
}

/** A word that an expression compares a value with, which is never that. */
export interface ForeignWord extends KnownRead {
  readonly word: string;
  /** What the value can be. */
  readonly words: readonly string[];
}

/**
 * Every member that an expression reads and that cannot be there, and every word that it compares with in vain, in the
 * order of the text. A read is followed as far as its keys are written out; what an operator or a method gives may be
 * anything.
 */
export function vainReads(
  tree: Tree,
  shapes: ReadableShapes,
): { readonly missing: readonly MissingMember[]; readonly foreign: readonly ForeignWord[] } {
  const follower = new Follower(shapes);
  follower.follow(tree);
  return follower;
}

class Follower {
  readonly missing: MissingMember[] = [];
  readonly foreign: ForeignWord[] = [];

  constructor(private readonly shapes: ReadableShapes) {}

  follow(tree: Tree): KnownRead | undefined {
    switch (tree.kind) {
      case 'root':
        if (tree.name === 'trigger') return known('trigger', this.shapes.trigger);
        return known(`\`${tree.name}\``, rootShapes[tree.name]);
      case 'step':
        return known(`step \`${tree.stepId}\``, stepShape);
      case 'member':
        if (tree.object.kind !== 'step' || tree.name !== 'output')
          return this.member(this.follow(tree.object), tree.name);
        return known(`output of \`${tree.object.stepId}\``, this.shapes.outputOf(tree.object.stepId));
      case 'item':
        return this.item(tree);
      case 'call': {
        const read = this.follow(tree.object);
        if (read !== undefined && !hasMethod(read.parts, tree.method))
          this.missing.push({ ...read, name: tree.method });
        tree.parameters.forEach((parameter) => this.follow(parameter));
        return undefined;
      }
      case 'equality': {
        const [left, right] = [this.follow(tree.left), this.follow(tree.right)];
        this.compare(left, tree.right);
        this.compare(right, tree.left);
        return undefined;
      }
      default:
        partsOf(tree).forEach((operand) => this.follow(operand));
        return undefined;
    }
  }

  private compare(read: KnownRead | undefined, other: Tree): void {
    if (read === undefined || other.kind !== 'literal' || typeof other.value !== 'string') return;
    const words = wordsOf(read.parts);
    if (words !== undefined && !words.includes(other.value)) this.foreign.push({ ...read, word: other.value, words });
  }

  private item({ object, key }: Extract<Tree, { kind: 'item' }>): KnownRead | undefined {
    const read = this.follow(object);
    this.follow(key);
    const isWritten = key.kind === 'literal' && Number.isInteger(key.value);
    return isWritten ? this.member(read, String(key.value)) : undefined;
  }

  private member(read: KnownRead | undefined, name: string): KnownRead | undefined {
    if (read === undefined) return undefined;
    const parts = memberShape(read.parts, name);
    if (parts?.length === 0) this.missing.push({ ...read, name });
    return parts === undefined || parts.length === 0 ? undefined : { ...read, path: [...read.path, name], parts };
  }
}

function known(source: string, parts: Shape): KnownRead | undefined {
  return parts && { source, path: [], parts };
}

/** The words of a closed vocabulary; undefined where the value may be another text, or no text at all but for null. */
function wordsOf(parts: readonly SchemaPart[]): string[] | undefined {
  const words: string[] = [];
  for (const { type, schema } of parts) {
    if (type === 'null') continue;
    const listed = schema['enum'];
    if (type !== 'string' || !Array.isArray(listed)) return undefined;
    words.push(...listed.filter((word) => typeof word === 'string'));
  }
  return words.length === 0 ? undefined : words;
}
