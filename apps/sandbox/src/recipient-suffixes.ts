import type { Fault } from './fault.js';

/**
 * Built-in meaning of the last four digits of a phone number that is texted or called, at every provider.
 *
 * | ends in | what happens |
 * |---|---|
 * | 0400 0401 0403 0429 0500 0503 | that HTTP status, with the provider's own error body; nothing is sent |
 * | 0502 | 502 with an HTML page; nothing is sent |
 * | 0900 | never answers; nothing is sent |
 * | 0901 | never answers; it **is** sent |
 * | 0902 | connection closed; nothing is sent |
 * | 0903 | connection closed; it **is** sent |
 * | 0904 | sent, answered one second late |
 * | 0905 0906 | sent, answered 2xx with no body / with something that is not JSON |
 * | 0907 | sent twice, answered once |
 *
 * 06xx belong to text messages and 08xx to calls (`modes.ts` of SignalHouse and Twilio), 07xx to what Trestle
 * knows about a number; to the other providers such a number is ordinary.
 */
export const recipientSuffixes: Record<string, Fault> = {
  '0400': { mode: 'status', status: 400 },
  '0401': { mode: 'status', status: 401 },
  '0403': { mode: 'status', status: 403 },
  '0429': { mode: 'status', status: 429 },
  '0500': { mode: 'status', status: 500 },
  '0502': { mode: 'html', status: 502 },
  '0503': { mode: 'status', status: 503 },
  '0900': { mode: 'hang' },
  '0901': { mode: 'acceptThenHang' },
  '0902': { mode: 'drop' },
  '0903': { mode: 'acceptThenDrop' },
  '0904': { mode: 'slow', ms: 1000 },
  '0905': { mode: 'empty' },
  '0906': { mode: 'garbage' },
  '0907': { mode: 'double' },
};
