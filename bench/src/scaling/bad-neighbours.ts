import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { StartedRun } from '../../../src/temporal/run-now';
import { atLeast, type Judgement } from '../judgement';
import { startRun } from '../product';
import { repeated } from '../statistics';
import { IMPORTS_AT_ONCE, type SystemOptions } from '../system';
import { complete, withSpread, type Outcome } from './outcome';
import { bring, endOf, progressOf } from './runs';
import { onStage } from './stage';

const HEALTHY = ['north', 'south'];
const SLOW = 'slow';
const DEAD = 'dead';
const WORKERS = 2;
/** Of each healthy system, in each round. */
const DOCUMENTS = 400;
const HEALTHY_ERP_MS = 100;
const SLOW_ERP_MS = 2_000;
/** Sixteen at a time in two seconds: at work for the best part of a minute, which the healthy ones' rounds are not. */
const SLOW_DOCUMENTS = 400;
const DEAD_DOCUMENTS = 60;
const ROUNDS = 3;
const WARM_UP_DOCUMENTS = 60;
/** What bad neighbours may leave of the speed. */
const LEAST_RATIO = 0.8;
/** Four attempts, 1, 2 and 4 s apart, before a system counts as away; a busy machine takes its time. */
const OUTAGE_TIMEOUT_MS = 60_000;
const LOOK_INTERVAL_MS = 250;

/** A slow ERP and a dead one beside two healthy ones, against the same two alone. */
export function badNeighbours(): Promise<Outcome> {
  const systems = [
    ...HEALTHY.map((systemId) => systemAt(systemId, 0, HEALTHY_ERP_MS)),
    systemAt(SLOW, SLOW_DOCUMENTS, SLOW_ERP_MS),
    systemAt(DEAD, DEAD_DOCUMENTS, 'gone'),
  ];
  return onStage(systems, async (stage) => {
    const { client } = stage;
    await stage.startCrew(WORKERS);
    const healthy = stage.systems.filter(({ systemId }) => HEALTHY.includes(systemId));
    const rounds = () => repeated(ROUNDS, () => bring(client, healthy, DOCUMENTS));
    await bring(client, healthy, WARM_UP_DOCUMENTS);
    const alone = await rounds();
    const [slow, dead] = [await startRun(client, SLOW), await startRun(client, DEAD)];
    await untilAway(client, dead);
    const beside = await rounds();
    const slowIsAtWork = (await progressOf(client, slow)) !== undefined;
    const waiting = await waitsInOutage(client, dead);
    await endOf(client, slow);
    return {
      title: `an ERP at ${SLOW_ERP_MS} ms and a dead one beside two at ${HEALTHY_ERP_MS} ms, ${WORKERS} workers`,
      text: `documents/s of the healthy ones: alone ${withSpread(alone)}, beside the others ${withSpread(beside)}`,
      judgements: [
        atLeast('the healthy ones beside the others ÷ alone', beside.median / alone.median, LEAST_RATIO),
        { met: slowIsAtWork, line: 'the slow one was at work until the healthy ones had ended' },
        waiting,
        await complete(stage.systems.filter(({ systemId }) => systemId !== DEAD)),
      ],
    };
  });
}

function systemAt(
  systemId: string,
  documents: number,
  erpLatencyMs: SystemOptions['erpLatencyMs'],
): SystemOptions {
  return { systemId, documents, erpLatencyMs, importsAtOnce: IMPORTS_AT_ONCE };
}

/** From then on the dead one costs what an outage costs, and no more first attempts. */
async function untilAway(client: Client, run: StartedRun): Promise<void> {
  const end = Date.now() + OUTAGE_TIMEOUT_MS;
  while ((await progressOf(client, run))?.outage === null && Date.now() < end) await sleep(LOOK_INTERVAL_MS);
}

async function waitsInOutage(client: Client, run: StartedRun): Promise<Judgement> {
  const line = 'the run of the dead one waits in an outage, and has not failed';
  const progress = await progressOf(client, run);
  if (progress === undefined) return { met: false, line: `${line}; it has ended` };
  const { outage } = progress;
  return { met: outage?.type === 'ErpUnavailable', line: `${line}; ${outage?.message ?? 'it is at work'}` };
}
