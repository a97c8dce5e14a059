import type { Backstage } from './backstage.js';
import type { Delivery, Parcel } from './courier.js';

/** How inbound webhooks are injected. */
export interface InboundOptions {
  /** Instead of the configured URL. */
  url?: string;
  /** Each webhook is delivered this many times, unchanged and under the same delivery id. Default 1. */
  times?: number;
  /** Several messages arrive last first; their own times stay in order. */
  outOfOrder?: boolean;
  /** `wrong` is signed with another key, `missing` not at all, `stale` an hour ago (SignalHouse alone). */
  signature?: 'valid' | 'wrong' | 'missing' | 'stale';
}

export interface InboundResult {
  /** In the order they were sent; repetitions included. */
  deliveries: Delivery[];
  /** True when the receiver took every one with a 2xx. */
  delivered: boolean;
  /** Status of the last try of each delivery; 0 when there was no answer. */
  statuses: number[];
  /** Provider ids of the injected messages or calls, in the order given. */
  ids: string[];
}

/** No URL is configured for this kind of webhook and none was given. */
export class NoCallbackUrlError extends Error {
  override readonly name = 'NoCallbackUrlError';
}

/** Delivers the parcels one after the other, as the options say. */
export async function deliverInbound(
  backstage: Backstage,
  parcels: readonly Parcel[],
  ids: string[],
  options: InboundOptions,
): Promise<InboundResult> {
  const ordered = options.outOfOrder === true ? parcels.toReversed() : parcels;
  const deliveries: Delivery[] = [];
  for (const parcel of ordered) {
    for (let copy = 0; copy < (options.times ?? 1); copy += 1) deliveries.push(await backstage.courier.deliver(parcel));
  }
  return {
    deliveries,
    delivered: deliveries.every((delivery) => delivery.delivered),
    statuses: deliveries.map((delivery) => delivery.attempts.at(-1)?.status ?? 0),
    ids,
  };
}

/** The URL to use, or NoCallbackUrlError naming what is missing. */
export function urlFor(configured: string | undefined, options: InboundOptions, name: string): string {
  const url = options.url ?? configured;
  if (url === undefined) throw new NoCallbackUrlError(`no url given and ${name} is not configured`);
  return url;
}
