import { Worker } from 'node:worker_threads';
import type { FoundDifference } from './play-histories.js';
import type { PortionNews } from './play-portion.js';

/**
 * Plays the histories of a seed in several threads, and tells how many were compared. Gives what differs, once every
 * thread has ended; which histories there are does not depend on the number of threads. @throws what a thread throws
 */
export async function playInThreads(
  { seed, histories, threads }: { readonly seed: number; readonly histories: number; readonly threads: number },
  tell: (histories: number) => void,
): Promise<FoundDifference[]> {
  const found: FoundDifference[] = [];
  const workers = Array.from({ length: threads }, (_, first) => {
    const share = Math.floor(histories / threads) + (first < histories % threads ? 1 : 0);
    const workerData = { seed, histories: share, first, step: threads };
    return new Worker(new URL('./play-portion.js', import.meta.url), { workerData });
  });
  const hear = (news: PortionNews): void => {
    if (news.kind === 'played') return tell(news.histories);
    if (news.found === undefined) return;
    found.push(news.found);
    for (const worker of workers) worker.postMessage('stop', []);
  };
  await Promise.all(workers.map((worker) => ended(worker, hear)));
  return found;
}

function ended(worker: Worker, hear: (news: PortionNews) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', hear);
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
}
