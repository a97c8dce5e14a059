import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isSeq,
  type Node,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../definition/json.js';
import type { DocumentNotes } from './document-notes.js';
import { SourceRefusal } from './source-refusal.js';
import { YamlComposer } from './yaml-composer.js';
import { yamlTokens } from './yaml-tokens.js';

const maxAliases = 100;
const maxProblems = 100;

/**
 * Reads one YAML 1.2 document with the core schema. The tree is turned into plain data here and not by the library:
 * aliases are counted before they are expanded, keys that stand twice are found in linear time, and every member's
 * place is known.
 */
export class YamlReader {
  private readonly anchors = new Map<string, Node>();
  private readonly aliases = new Set<Alias>();
  private readonly expanding = new Set<Node>();

  constructor(
    private readonly text: string,
    private readonly notes: DocumentNotes,
  ) {}

  read(): { value: Json; offset: number } {
    const root = this.parse();
    if (this.notes.problems.length > 0) return { value: null, offset: 0 };
    return { value: this.readNode(root, 0), offset: offsetOf(root, 0) };
  }

  private parse(): ParsedNode | null {
    let stopped: SourceRefusal | undefined;
    const refuse = (message: string, offset: number) => {
      if (this.notes.problems.length < maxProblems) return this.notes.refuse('SYNTAX', message, offset);
      // The composer catches what is thrown at each level and refuses it anew: it meets the same refusal there.
      stopped ??= new SourceRefusal('SYNTAX', `The first ${maxProblems} problems are listed; there are more.`, offset);
      throw stopped;
    };
    const tokens = yamlTokens(this.text, refuse);
    const [document] = new YamlComposer(refuse).compose(tokens, true, this.text.length);
    // One document always comes, and its list of errors stays empty: they went to `refuse`.
    return (document as Document.Parsed).contents;
  }

  private readNode(node: Node | null, before: number): Json {
    const offset = offsetOf(node, before);
    this.notes.countValue(offset);
    if (node === null) return null;
    if (isAlias(node)) return this.readAlias(node, offset);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    this.expanding.add(node);
    const value = this.readContent(node, offset);
    this.expanding.delete(node);
    return value;
  }

  private readContent(node: Node, offset: number): Json {
    if (isMap(node)) return this.readMap(node, offset);
    if (isSeq(node)) return this.readList(node, offset);
    const { value } = node as Scalar;
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.notes.refuse('INVALID_VALUE', `The number ${value} has no place in a definition.`, offset);
    }
    return value as Json;
  }

  private readMap(map: YAMLMap, offset: number): Json {
    const object: Record<string, Json> = {};
    for (const pair of map.items) {
      const keyNode = pair.key as Scalar;
      // The composer made sure that keys are text.
      const key = String(keyNode.value);
      const keyOffset = offsetOf(keyNode, offset);
      if (keyNode.anchor !== undefined) this.anchors.set(keyNode.anchor, keyNode);
      const node = pair.value as Node | null;
      const value = this.notes.inside(key, () => this.readNode(node, keyOffset));
      this.notes.setMember(object, key, value, { key: keyOffset, value: offsetOf(node, keyOffset) });
    }
    return object;
  }

  private readList(list: YAMLSeq, before: number): Json {
    const values: Json[] = [];
    const offsets: number[] = [];
    for (const item of list.items) {
      const node = item as Node | null;
      offsets.push(offsetOf(node, before));
      values.push(this.notes.inside(values.length, () => this.readNode(node, before)));
    }
    this.notes.markItems(values, offsets);
    return values;
  }

  private readAlias(alias: Alias, offset: number): Json {
    this.aliases.add(alias);
    if (this.aliases.size > maxAliases) {
      throw new SourceRefusal('TOO_LARGE', `The document holds more than ${maxAliases} aliases.`, offset);
    }
    const node = this.anchors.get(alias.source);
    if (node === undefined)
      throw new SourceRefusal('SYNTAX', `The alias \`*${alias.source}\` has no anchor before it.`, offset);
    if (this.expanding.has(node))
      throw new SourceRefusal('SYNTAX', `The alias \`*${alias.source}\` holds itself.`, offset);
    return this.readNode(node, offset);
  }
}

function offsetOf(node: Node | null, before: number): number {
  return node?.range?.[0] ?? before;
}
