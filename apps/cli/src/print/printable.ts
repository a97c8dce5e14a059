// Control characters but tab and line end, and the marks that turn the direction of text.
// eslint-disable-next-line no-control-regex
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Takes out what would steer a terminal. Outputs of steps hold what strangers wrote; a message that moves the cursor or
 * sets the window's title must not do so here. For text that is not painted yet: colours go, too.
 */
export function printable(text: string): string {
  return text.replaceAll(steering, '');
}

/** One line of a value: text as it is, anything else as JSON, cut to `width`. */
export function firstLine(value: unknown, width: number): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = printable(text.trimStart().split(/[\r\n]/, 1)[0] ?? '').replaceAll('\t', ' ');
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
