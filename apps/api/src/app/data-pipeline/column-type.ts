/** What a value of a dataset is. Text that spells a number or a date counts as such: files bring everything as text. */
export type ValueType = 'null' | 'boolean' | 'number' | 'date' | 'text' | 'object';

const spelledNumber = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const spelledDate = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** Numbers with a leading zero, such as ZIP codes, are names. */
const leadingZero = /^[+-]?0\d/;

/** The type of one value; blank text is null. */
export function typeOfValue(value: unknown): ValueType {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isFinite(value) ? 'number' : 'null';
    case 'string':
      return typeOfText(value.trim());
    default:
      return 'object';
  }
}

function typeOfText(text: string): ValueType {
  if (text === '') return 'null';
  if (spelledNumber.test(text) && !leadingZero.test(text) && Number.isFinite(Number(text))) return 'number';
  if (spelledDate.test(text) && isRealDate(text)) return 'date';
  return 'text';
}

/** JavaScript takes 2026-02-30 for the second of March. */
function isRealDate(text: string): boolean {
  const day = text.slice(0, 10);
  const at = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) && !Number.isNaN(Date.parse(text.replace(' ', 'T')))
  );
}
