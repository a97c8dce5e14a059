import { partsOf } from '../expression/parse/parts-of.js';
import type { Tree } from '../expression/parse/tree.js';
import { hasMethod, memberShape } from './schema/member-shape.js';
import type { SchemaPart, Shape } from './schema/schema-reader.js';

/** What is known of the values that an expression can read. */
export interface ReadableShapes {
  readonly trigger: Shape;
  readonly outputOf: (stepId: string) => Shape;
}

/** A value that an expression reads, as far as it is known. */
interface KnownRead {
  /** The step whose output it is, or is a part of; undefined for the trigger. */
  readonly stepId: string | undefined;
  /** Where it stands in there. */
  readonly path: readonly string[];
  readonly parts: readonly SchemaPart[];
}

/** A member that an expression reads of a value that does not have it. */
export interface MissingMember extends KnownRead {
  readonly name: string;
}

/**
 * Every member that an expression reads and that cannot be there, in the order of the text. A read is followed as far
 * as its keys are written out; what an operator or a method gives may be anything.
 */
export function missingMembers(tree: Tree, shapes: ReadableShapes): MissingMember[] {
  const follower = new Follower(shapes);
  follower.follow(tree);
  return follower.missing;
}

class Follower {
  readonly missing: MissingMember[] = [];

  constructor(private readonly shapes: ReadableShapes) {}

  follow(tree: Tree): KnownRead | undefined {
    switch (tree.kind) {
      case 'root':
        return tree.name === 'trigger' ? known(undefined, this.shapes.trigger) : undefined;
      case 'member':
        if (tree.object.kind !== 'step') return this.member(this.follow(tree.object), tree.name);
        return tree.name === 'output' ? known(tree.object.stepId, this.shapes.outputOf(tree.object.stepId)) : undefined;
      case 'item':
        return this.item(tree);
      case 'call': {
        const read = this.follow(tree.object);
        if (read !== undefined && !hasMethod(read.parts, tree.method))
          this.missing.push({ ...read, name: tree.method });
        tree.parameters.forEach((parameter) => this.follow(parameter));
        return undefined;
      }
      default:
        partsOf(tree).forEach((operand) => this.follow(operand));
        return undefined;
    }
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

function known(stepId: string | undefined, parts: Shape): KnownRead | undefined {
  return parts && { stepId, path: [], parts };
}
