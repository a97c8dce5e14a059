import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

/**
 * What the Compose Specification's own schema has against a document. The schema comes with the package dclint.
 * @param {unknown} document
 * @returns {string[]}
 */
export function findSchemaFaults(document) {
  const folder = findPackage();
  if (!folder) return ['dclint, which carries the Compose schema, is not installed: run `npm install`'];
  const schema = JSON.parse(readFileSync(join(folder, 'schemas', 'compose.schema.json'), 'utf8'));
  // It names its dialect by an https address, which ajv does not know.
  delete schema['$schema'];
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('duration', true);
  const fits = ajv.compile(schema);
  if (fits(document)) return [];
  return (fits.errors ?? []).map(
    ({ instancePath, message, params }) => `docker-compose.yml${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** @returns {string | undefined} */
function findPackage() {
  try {
    return dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  } catch {
    return undefined;
  }
}
