import { renderValue, TerminalError, type ExpressionContext, type PlannedMutex, type StepPlace } from '@workflow/core';
import type { MemoryRun } from './memory-run.js';

interface Asking {
  readonly run: MemoryRun;
  readonly path: string;
}

/** Critical sections, first come first served: the first of a line holds the mutex. */
export class Mutexes {
  readonly #lines = new Map<string, Asking[]>();

  /** True when the step has asked for its mutex before. */
  hasAsked(run: MemoryRun, path: string): boolean {
    return this.#find(run, path) !== undefined;
  }

  /**
   * True when the step may begin: it holds its mutex, or has none. Else it waits in line.
   * @throws TerminalError INVALID_INPUT when the key gives no text; errors of its expressions
   */
  enter(run: MemoryRun, { path, planned: { mutex } }: StepPlace, context: ExpressionContext): boolean {
    if (mutex === undefined) return true;
    const [own] = this.#find(run, path) ?? [slotOf(mutex, run, context)];
    const line = this.#lines.get(own) ?? [];
    this.#lines.set(own, line);
    if (!line.some((asking) => isOf(asking, run, path))) line.push({ run, path });
    if (isOf(line[0] as Asking, run, path)) return true;
    run.mark(path, 'waiting');
    run.lives(path, { isAttempt: false, stop: () => undefined });
    return false;
  }

  /** A step that has ended leaves its line; the next one begins. */
  leave(run: MemoryRun, path: string): void {
    const found = this.#find(run, path);
    if (found === undefined) return;
    const [slot, line] = found;
    const isHolder = isOf(line[0] as Asking, run, path);
    const rest = line.filter((asking) => !isOf(asking, run, path));
    this.#lines.set(slot, rest);
    const [next] = rest;
    if (!isHolder || next === undefined) return;
    next.run.livesNoMore(next.path);
    next.run.begin(next.path);
  }

  #find(run: MemoryRun, path: string): [string, Asking[]] | undefined {
    return [...this.#lines].find(([, line]) => line.some((asking) => isOf(asking, run, path)));
  }
}

function isOf(asking: Asking, run: MemoryRun, path: string): boolean {
  return asking.run === run && asking.path === path;
}

function slotOf({ key, scope }: PlannedMutex, run: MemoryRun, context: ExpressionContext): string {
  const value = renderValue(key, context);
  const isText = typeof value === 'number' || (typeof value === 'string' && value !== '');
  if (!isText) throw new TerminalError('INVALID_INPUT', 'The key of a mutex must give text.');
  return JSON.stringify([scope, scope === 'run' ? run.id : '', String(value)]);
}
