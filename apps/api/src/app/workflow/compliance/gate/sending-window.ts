/** Hours of the recipient's day in which a send may begin: from `fromHour`, up to but not at `toHour`. */
export interface SendingWindow {
  readonly fromHour: number;
  readonly toHour: number;
}

/** 8:00 to 21:00 at the recipient's place, the telemarketing hours of 47 CFR 64.1200(c)(1). */
export const lawfulWindow: SendingWindow = { fromHour: 8, toHour: 21 };

/** Reads `8-21`. @throws RangeError when the hours are not 0 to 24 in order. */
export function parseSendingWindow(text: string): SendingWindow {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text.trim()) ?? [];
  const window = { fromHour: Number(from), toHour: Number(to) };
  if (!(window.fromHour >= 0 && window.fromHour < window.toHour && window.toHour <= 24)) {
    throw new RangeError(`'${text}' is not a sending window: write two hours from 0 to 24 in order, such as 8-21.`);
  }
  return window;
}

/** True when the window never closes, so that nobody's time zone matters. */
export function isAlwaysOpen(window: SendingWindow): boolean {
  return window.fromHour === 0 && window.toHour === 24;
}
