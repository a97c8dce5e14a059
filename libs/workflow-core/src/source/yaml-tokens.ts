import { type CST, Lexer, Parser } from 'yaml';
import { maxDepth } from '../definition/json-limits.js';
import { SourceRefusal } from './source-refusal.js';

/** Notes a problem of syntax, and throws when there are too many. */
export type YamlRefuse = (message: string, offset: number) => void;

/** The smallest parts of a text that are still told apart; the tree takes some 200 bytes for each. */
const mostParts = 3_000_000;

/**
 * The tokens of a text that holds one document. The library builds the whole tree before it gives it out, and then
 * composes it by recursion, so size and depth are watched while it is built.
 */
export function yamlTokens(text: string, refuse: YamlRefuse, maxParts = mostParts): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let documents = 0;
  const keep = (token: CST.Token) => {
    if (token.type === 'error') return refuse(token.message, token.offset);
    tokens.push(token);
    if (token.type !== 'document') return;
    documents += 1;
    if (documents > 1) throw new SourceRefusal('SYNTAX', 'The text holds more than one document.', token.offset);
  };
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    for (const token of parser.next(part)) keep(token);
    parts += 1;
    if (parts > maxParts)
      throw new SourceRefusal('TOO_LARGE', `The text has more than ${maxParts} parts.`, parser.offset);
    if (parser.stack.length > maxDepth + 2) {
      throw new SourceRefusal(
        'TOO_LARGE',
        `The document is nested deeper than ${maxDepth} levels.`,
        parser.offset - part.length,
      );
    }
  }
  for (const token of parser.end()) keep(token);
  return tokens;
}
