import { setMaxListeners } from 'node:events';
import { EXIT } from './exit-codes';

/** Ctrl-C or SIGTERM, as a promise that the command waits for beside its work. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Resolves at the first signal. */
  readonly happened: Promise<void>;
  stopListening(): void;
}

/** One Ctrl-C arrives twice below `npm start`: from the terminal, and handed on by npm. */
const SAME_SIGNAL_MS = 2_000;

/** The first signal asks the command to end in order; a later one ends the process at once. */
export function listenForInterruption(): Interruption {
  const controller = new AbortController();
  // Every call at work listens, and there may be many.
  setMaxListeners(0, controller.signal);
  let firstAt = 0;
  const onSignal = (): void => {
    if (controller.signal.aborted && Date.now() - firstAt > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
    if (!controller.signal.aborted) firstAt = Date.now();
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    happened: new Promise((resolve) => {
      controller.signal.addEventListener('abort', () => {
        resolve();
      });
    }),
    stopListening() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
