import { parentPort, workerData } from 'node:worker_threads';
import { HistoryPlayer, type FoundDifference, type Portion } from './play-histories.js';

/** What a thread tells the command: how many histories more it has compared, and at last what it has found. */
export type PortionNews =
  | { readonly kind: 'played'; readonly histories: number }
  | { readonly kind: 'ended'; readonly found: FoundDifference | undefined };

/** Histories that are told of together. */
const toldAtOnce = 100;

let untold = 0;
const tell = (news: PortionNews): void => parentPort?.postMessage(news, []);
const player = new HistoryPlayer(workerData as Portion, () => {
  untold += 1;
  if (untold === toldAtOnce) tellPlayed();
});
parentPort?.once('message', () => player.stop());
const found = await player.play();
tellPlayed();
tell({ kind: 'ended', found });
parentPort?.close();

function tellPlayed(): void {
  tell({ kind: 'played', histories: untold });
  untold = 0;
}
