import type { AgentsResponse } from '@workflow/contract';
import type { Paint } from './paint.js';
import { printable } from './printable.js';
import { fieldsOf, fieldsWithin, schemaOf, type SchemaField } from './schema-fields.js';
import { table } from './table.js';
import { typeWords } from './type-words.js';

type Agent = AgentsResponse['agents'][number];
type Action = Agent['actions'][number];
type Health = AgentsResponse['health'][string];

/** An agent in short: who works it, and below each action the names and types of what it takes. */
export function agentLines({ name, actions }: Agent, health: Health | undefined, colours: Paint): string[] {
  const rows = table(actions.map((action) => [action.name, action.effect, undoWords(action)].map(printable)));
  const lines = actions.flatMap((action, index) => [`  ${rows[index]}`.trimEnd(), `    ${inputWords(action)}`]);
  return [headLine(name, health, colours), ...lines];
}

/** An agent in full: every field of what its actions take and give. */
export function agentCard({ name, actions }: Agent, health: Health | undefined, colours: Paint): string[] {
  const lines = actions.flatMap((action) => {
    const facts = [`effect: ${action.effect}`, undoWords(action)].filter((fact) => fact !== '');
    return [
      '',
      [colours.bold(printable(action.name)), ...facts].join('  '),
      '  inputs',
      ...valueLines(action.input).map((line) => `    ${line}`),
      '  output',
      ...valueLines(action.output).map((line) => `    ${line}`),
    ];
  });
  return [headLine(name, health, colours), ...lines];
}

function headLine(name: string, health: Health | undefined, colours: Paint): string {
  const head = colours.bold(printable(name));
  if (health === undefined) return head;
  const { workers, active, waiting, delayed } = health;
  return `${head}  ${workers} workers, ${active} active, ${waiting} waiting, ${delayed} delayed`;
}

function undoWords({ undoable }: Action): string {
  return undoable ? 'can be undone' : '';
}

function inputWords({ input }: Action): string {
  const fields = fieldsOf(input);
  if (fields.length > 0) return fields.map(fieldWords).join(', ');
  return isEmpty(input) ? 'no inputs' : 'any inputs';
}

function valueLines(value: Action['input']): string[] {
  const fields = fieldsWithin(value);
  if (fields.length > 0) return fieldLines(fields);
  return [isEmpty(value) ? 'none' : printable(typeWords(value))];
}

/** Each field with its default and its description, and below it the fields of the objects in it. */
function fieldLines(fields: readonly SchemaField[]): string[] {
  return fields.flatMap((field) => {
    const { default: value, description } = field.schema;
    const without = value === undefined ? '' : ` = ${JSON.stringify(value)}`;
    const about = typeof description === 'string' ? `  ${description.replaceAll(/\s+/g, ' ')}` : '';
    const line = fieldWords(field) + printable(without + about);
    return [line, ...fieldLines(fieldsWithin(field.schema)).map((inner) => `  ${inner}`)];
  });
}

function fieldWords({ name, isOptional, schema }: SchemaField): string {
  return printable(`${name}${isOptional ? '?' : ''}: ${typeWords(schema)}`);
}

/** Whether an object may have no field at all. */
function isEmpty(value: Action['input']): boolean {
  return schemaOf(value)['additionalProperties'] === false;
}
