import { maxBytes, maxLines } from '../definition/json-limits.js';
import { DocumentNotes } from './document-notes.js';
import { JsonReader } from './json-reader.js';
import type { Source, SourceFormat } from './source.js';
import { SourceRefusal } from './source-refusal.js';
import { utf8Length } from './utf8-length.js';
import { YamlReader } from './yaml-reader.js';

/**
 * Reads one JSON or YAML 1.2 document into plain data. Never throws: what is not well formed, stands twice, is too
 * large, too deep, or could reach a prototype is given as problems with line and column.
 */
export function readSource(written: string, options: { readonly format: SourceFormat }): Source {
  const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
  const notes = new DocumentNotes(text);
  try {
    refuseTooLarge(text, options.format);
    const reader = options.format === 'json' ? new JsonReader(text, notes) : new YamlReader(text, notes);
    const { value, offset } = reader.read();
    if (notes.problems.length === 0) return { ok: true, value, locate: notes.locator(value, offset) };
  } catch (error) {
    if (!(error instanceof SourceRefusal)) throw error;
    notes.refuse(error.code, error.message, error.offset);
  }
  return { ok: false, problems: notes.problems };
}

function refuseTooLarge(text: string, format: SourceFormat): void {
  if (utf8Length(text) > maxBytes) {
    throw new SourceRefusal('TOO_LARGE', `The text is larger than ${maxBytes} bytes.`, 0);
  }
  if (format === 'yaml' && text.split('\n', maxLines + 1).length > maxLines) {
    throw new SourceRefusal('TOO_LARGE', `The text has more than ${maxLines} lines.`, 0);
  }
}
