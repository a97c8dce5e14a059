import type { TimelineEvent } from '@workflow/contract';

/** One timeline event in the format of Server-Sent Events. JSON has no raw line break, so one `data` line holds it. */
export function eventFrame(event: TimelineEvent): string {
  const line = (text: string) => text.replace(/[\r\n\0]/g, '');
  return `id: ${line(event.id)}\nevent: ${line(event.type)}\ndata: ${JSON.stringify(event)}\n\n`;
}
