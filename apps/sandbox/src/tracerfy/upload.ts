import type { Fields } from '../wire.js';
import { field, isRecord } from '../wire.js';
import type { Answer } from '../operation.js';
import { tracerfyError } from './errors.js';

/** Rows of a batch and how to read them. */
export interface Upload {
  traceType: string;
  /** Column of each thing a lead needs. */
  columns: Record<'address' | 'city' | 'state' | 'zip' | 'firstName' | 'lastName', string>;
  rows: Record<string, string>[];
}

const needed = ['address_column', 'city_column', 'state_column', 'first_name_column', 'last_name_column'];
const mailing = ['mail_address_column', 'mail_city_column', 'mail_state_column'];
const traceTypes = ['normal', 'advanced', 'enhanced'];

/** Fields of `POST /trace/` whichever way they came, or the 400. */
export function readUpload(fields: Fields): Upload | Answer {
  const text = (name: string) => field(fields, name)?.trim() ?? '';
  for (const name of [...needed, ...mailing]) {
    if (text(name) === '') return tracerfyError(400, `${name} is required.`);
  }
  const traceType = text('trace_type') || 'normal';
  if (!traceTypes.includes(traceType)) return tracerfyError(400, `trace_type must be one of ${traceTypes.join(', ')}.`);
  const rows = text('json_data') === '' ? csvRows(text('csv_file')) : jsonRows(text('json_data'));
  if (rows === undefined) return tracerfyError(400, 'json_data must be an array of objects.');
  if (rows.length === 0) return tracerfyError(400, 'csv_file or json_data is required.');
  const columns = {
    address: text('address_column'),
    city: text('city_column'),
    state: text('state_column'),
    zip: text('zip_column'),
    firstName: text('first_name_column'),
    lastName: text('last_name_column'),
  };
  const missing = [columns.address, columns.city, columns.state].find((name) => !(name in (rows[0] ?? {})));
  if (missing !== undefined) return tracerfyError(400, `Column ${missing} is not in the data.`);
  return { traceType, columns, rows };
}

/** Fields of a JSON body: strings as they are, json_data as JSON text. */
export function jsonFields(body: Record<string, unknown>): Fields {
  return new Map(
    Object.entries(body).map(([name, value]) => [name, [typeof value === 'string' ? value : JSON.stringify(value)]]),
  );
}

/** Text fields and files of a multipart body; files as text. */
export async function multipartFields(raw: Uint8Array<ArrayBuffer>, contentType: string): Promise<Fields> {
  const fields: Fields = new Map();
  const form = await new Response(raw, { headers: { 'content-type': contentType } }).formData();
  for (const [name, value] of form) fields.set(name, [typeof value === 'string' ? value : await value.text()]);
  return fields;
}

function jsonRows(text: string): Record<string, string>[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || !value.every(isRecord)) return undefined;
    return value.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cellText(cell)])));
  } catch {
    return undefined;
  }
}

function cellText(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell) : '';
}

/** Comma-separated text with a header line and double quotes around what needs them. */
function csvRows(text: string): Record<string, string>[] {
  const [header = [], ...lines] = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name.trim(), cells[index] ?? ''])));
}
