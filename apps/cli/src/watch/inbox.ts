/** Hands over, in batches, what arrives one by one, so that a slow reader catches up in one go. */
export class Inbox<T> {
  private items: T[] = [];
  private end: { readonly error?: unknown } | undefined;
  private wake: () => void = () => undefined;

  /** Takes in everything that `source` gives, until it ends or throws. */
  async fill(source: AsyncIterable<T>): Promise<void> {
    try {
      for await (const item of source) this.push(item);
      this.end = {};
    } catch (error) {
      this.end = { error };
    }
    this.wake();
  }

  /** Everything that has arrived, at least one; undefined at the end. Throws what the source threw, after the last batch. */
  async take(): Promise<T[] | undefined> {
    while (this.items.length === 0 && this.end === undefined) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    if (this.items.length > 0) return this.items.splice(0);
    if (this.end !== undefined && 'error' in this.end) throw this.end.error;
    return undefined;
  }

  private push(item: T): void {
    this.items.push(item);
    this.wake();
  }
}
