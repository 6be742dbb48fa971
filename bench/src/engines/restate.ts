import * as restate from '@restatedev/restate-sdk';
import { freePort, LOOPBACK } from '../../../src/embedded/ports';
import { deliverAll, type Outcome } from '../deliver';
import type { Work } from '../work';
import { windowOf, type Engine, type Unit } from './engine';

export interface RestateAddresses {
  readonly ingressUrl: string;
  readonly adminUrl: string;
}

/**
 * One invocation with a `ctx.run` for each fetch, and for each document or batch, side by side as in Restate's documentation of concurrent
 * tasks. The handler is registered at the server as a deployment of its own.
 */
export async function startRestate(
  work: Work,
  unit: Unit,
  { ingressUrl, adminUrl }: RestateAddresses,
): Promise<Engine> {
  const sync = restate.service({
    name: 'Sync',
    handlers: {
      run: (context: restate.Context) =>
        deliverAll(
          {
            fetchPage: (request) => context.run('fetchPage', () => work.fetchPage(request)),
            importDocuments: (ids) => context.run('importDocuments', () => work.importDocuments(ids)),
          },
          { ...windowOf(work, unit), race: journaledRace },
        ),
    },
  });
  const port = await freePort(0);
  await restate.serve({ services: [sync], port });
  await post(`${adminUrl}/deployments`, { uri: `http://${LOOPBACK}:${port}` });
  return {
    run: () => post(`${ingressUrl}/Sync/run`, undefined),
    // The server's streams end with this process.
    stop: () => Promise.resolve(),
  };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

/** Restate runs what it is asked to wait for, and keeps in its journal what ended first. */
function journaledRace(atWork: readonly Promise<Outcome>[]): Promise<Outcome> {
  return restate.RestatePromise.race(atWork.filter(isRestatePromise));
}

function isRestatePromise(promise: Promise<Outcome>): promise is restate.RestatePromise<Outcome> {
  return 'map' in promise;
}
