/** One line of an order. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
}

/**
 * Stands in for the shop's stock system, in memory. As such a system would, it knows a reservation by the key that it was
 * asked under: asked again, it gives the same one and takes nothing twice.
 */
export class StockRoom {
  readonly #reserved = new Map<string, readonly OrderLine[]>();
  #left = new Map<string, number>();
  #first = Promise.withResolvers<void>();

  constructor(left: Readonly<Record<string, number>>) {
    this.refill(left);
  }

  /** Begins anew, without reservations. */
  refill(left: Readonly<Record<string, number>>): void {
    this.#left = new Map(Object.entries(left));
    this.#reserved.clear();
    this.#first = Promise.withResolvers<void>();
  }

  /** Takes all lines or none. Gives the first line that is not there in that quantity, undefined when all are. */
  reserve(key: string, lines: readonly OrderLine[]): OrderLine | undefined {
    if (this.#reserved.has(key)) return undefined;
    const missing = lines.find(({ sku, quantity }) => this.left(sku) < quantity);
    if (missing !== undefined) return missing;
    for (const { sku, quantity } of lines) this.#left.set(sku, this.left(sku) - quantity);
    this.#reserved.set(key, lines);
    this.#first.resolve();
    return undefined;
  }

  /** Gives a reservation back; one that is not there any more is given back already. */
  release(key: string): void {
    for (const { sku, quantity } of this.#reserved.get(key) ?? []) this.#left.set(sku, this.left(sku) + quantity);
    this.#reserved.delete(key);
  }

  /** Fulfilled when the first reservation since the last refill is made. */
  get firstReservation(): Promise<void> {
    return this.#first.promise;
  }

  left(sku: string): number {
    return this.#left.get(sku) ?? 0;
  }

  get reservations(): number {
    return this.#reserved.size;
  }
}
