import { setTimeout as sleep } from 'node:timers/promises';

/** A server that can say whether it died, and be started again. */
export interface Revivable {
  /** @returns whether it had died and was started again */
  revive(): Promise<boolean>;
}

const LOOK_INTERVAL_MS = 1_000;

/**
 * Looks after servers that we started: one that died is started again on the same ports, so that everything that talks
 * to it goes on by itself. `tell` hears of each revival, and of each failed attempt, which is repeated.
 */
export function keepRunning(
  servers: Readonly<Record<string, Revivable>>,
  tell: (line: string) => void,
): { stop(): Promise<void> } {
  const controller = new AbortController();
  const { signal } = controller;
  const looking = Promise.all(
    Object.entries(servers).map(([name, server]) => lookAfter(name, server, tell, signal)),
  );
  return {
    async stop() {
      controller.abort();
      await looking;
    },
  };
}

async function lookAfter(
  name: string,
  server: Revivable,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await server.revive()) tell(`${name} had died and was started again`);
    } catch (error) {
      tell(
        `${name} died and could not be started: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    await sleep(LOOK_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}
