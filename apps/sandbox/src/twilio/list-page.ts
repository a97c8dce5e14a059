import type { Answer } from '../operation.js';
import { field, type Fields } from '../wire.js';

interface Row {
  to: string;
  from: string | undefined;
  status: string;
}

interface Time<R> {
  name: 'DateSent' | 'StartTime' | 'EndTime';
  /** Milliseconds; undefined never matches. */
  of: (row: R) => number | undefined;
}

/**
 * One page of a Twilio list, newest first, filtered by To, From, Status and times (`Name`, `Name<`, `Name>`).
 * Bounds are inclusive and compare whole seconds, as finer than Twilio's dates would lose what was just created.
 */
export function listPage<R extends Row>(
  options: { name: string; path: string; rows: readonly R[]; times: Time<R>[]; show: (row: R) => object },
  query: Fields,
): Answer {
  const { name, path, rows, times, show } = options;
  const wanted = (key: string, value: string | undefined) => (field(query, key) ?? value) === value;
  const found = rows
    .filter((row) => wanted('To', row.to) && wanted('From', row.from) && wanted('Status', row.status))
    .filter((row) => times.every((time) => isWithin(query, time.name, time.of(row))))
    .toReversed();
  const size = Math.min(1000, Math.max(1, Number(field(query, 'PageSize')) || 50));
  const page = Math.max(0, Number(field(query, 'Page')) || 0);
  const start = page * size;
  const shown = found.slice(start, start + size);
  const link = (number: number) => {
    const parameters = new URLSearchParams();
    for (const [key, values] of query) for (const value of values) parameters.append(key, value);
    parameters.set('PageSize', String(size));
    parameters.set('Page', String(number));
    return `${path}?${parameters.toString()}`;
  };
  const body = {
    [name]: shown.map(show),
    page,
    page_size: size,
    start,
    end: start + Math.max(0, shown.length - 1),
    uri: link(page),
    first_page_uri: link(0),
    next_page_uri: start + size < found.length ? link(page + 1) : null,
    previous_page_uri: page > 0 ? link(page - 1) : null,
  };
  return { status: 200, body };
}

function isWithin(query: Fields, name: string, at: number | undefined): boolean {
  const bound = (key: string) => {
    const value = field(query, key);
    return value === undefined ? undefined : Math.floor(Date.parse(value) / 1000);
  };
  // The keys arrive as `StartTime>=2026-…` (key `StartTime>`) or as `StartTime>` with its own value: the same key.
  const [exact, before, after] = [bound(name), bound(`${name}<`), bound(`${name}>`)];
  if (exact === undefined && before === undefined && after === undefined) return true;
  if (at === undefined) return false;
  const second = Math.floor(at / 1000);
  const isSameDay = exact === undefined || Math.floor(second / 86_400) === Math.floor(exact / 86_400);
  return isSameDay && (before === undefined || second <= before) && (after === undefined || second >= after);
}
