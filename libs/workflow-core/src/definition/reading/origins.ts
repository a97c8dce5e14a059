import { pointerSegments, pointerTo } from '../json-pointer.js';

/** Leads from a place of the normal form back to the place of the document that its writer wrote. */
export class Origins {
  private readonly written = new Map<string, string>();

  /** Says where a place was written; what lies below it follows, so only what moved has to be said. */
  set(normal: string, written: string): void {
    this.written.set(normal, written);
  }

  of(normal: string): string {
    let written = this.written.get('') ?? '';
    let prefix = '';
    for (const segment of pointerSegments(normal)) {
      prefix = pointerTo(prefix, segment);
      written = this.written.get(prefix) ?? pointerTo(written, segment);
    }
    return written;
  }
}
