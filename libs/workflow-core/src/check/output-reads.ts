import { partsOf } from '../expression/parse/parts-of.js';
import type { Tree } from '../expression/parse/tree.js';

/** A value of a step's output that an expression reads, as it would be written. */
export interface OutputRead {
  readonly stepId: string;
  /** Such as `steps.a.output.name`, as far as its keys are written out. */
  readonly text: string;
}

/** What an expression reads of the outputs of steps, in the order of the text. */
export function outputReads(tree: Tree): OutputRead[] {
  const read = outputRead(tree);
  return read === undefined ? partsOf(tree).flatMap(outputReads) : [read];
}

/** The read that a tree is, when it is nothing else. */
export function outputRead(tree: Tree): OutputRead | undefined {
  if (tree.kind === 'item') {
    const read = tree.key.kind === 'literal' ? outputRead(tree.object) : undefined;
    return read && { ...read, text: `${read.text}[${String((tree.key as { value?: unknown }).value)}]` };
  }
  if (tree.kind !== 'member') return undefined;
  if (tree.object.kind === 'step') {
    const { stepId } = tree.object;
    return tree.name === 'output' ? { stepId, text: `steps${keyed(stepId)}.output` } : undefined;
  }
  const read = outputRead(tree.object);
  return read && { ...read, text: read.text + keyed(tree.name) };
}

function keyed(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `['${name}']`;
}
