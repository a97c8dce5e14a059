import { unreadable } from '../failure.js';
import { readDefinition } from './definition-file.js';

/** A definition file as the body of a publication: text as it was written, a module's value as JSON. */
export async function readPublication(file: string, cwd: string): Promise<{ type: string; text: string }> {
  const written = await readDefinition(file, cwd);
  if (written.kind === 'text') return { type: `application/${written.format}`, text: written.text };
  const { value } = written;
  if (typeof value === 'object' && value !== null) return { type: 'application/json', text: JSON.stringify(value) };
  throw unreadable(`The default export of ${file} is no object.`, 'write export default { id: …, steps: […] }');
}
