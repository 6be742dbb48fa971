import { atMost } from '../judgement';
import { repeated, type Spread } from '../statistics';
import { complete, withSpread, type Outcome } from './outcome';
import { bring } from './runs';
import { onStage, type Stage } from './stage';

const SYSTEM = 'one-writer';
const WORKERS = [1, 4];
const DOCUMENTS = 120;
/** One posting after the other: a hundred and twenty take some three seconds. */
const ERP_MS = 20;
const ROUNDS = 3;
const WARM_UP_DOCUMENTS = 60;

/** An ERP that wants one writer, whose documents lie with several workers. */
export function oneWriter(): Promise<Outcome> {
  const options = { systemId: SYSTEM, documents: 0, erpLatencyMs: ERP_MS, importsAtOnce: 1 };
  return onStage([options], async (stage) => {
    const lines: string[] = [];
    for (const workers of WORKERS) {
      lines.push(`workers: ${workers}, documents/s: ${withSpread(await measured(stage, workers))}`);
    }
    const most = await Promise.all(stage.systems.map((system) => system.mostPostingsAtOnce()));
    return {
      title: `an ERP that wants one writer, at ${ERP_MS} ms`,
      text: lines.join('\n'),
      judgements: [
        atMost('postings that were with the ERP at once', Math.max(...most), 1),
        await complete(stage.systems),
      ],
    };
  });
}

async function measured({ startCrew, systems, client }: Stage, workers: number): Promise<Spread> {
  const crew = await startCrew(workers);
  await bring(client, systems, WARM_UP_DOCUMENTS);
  const speed = await repeated(ROUNDS, () => bring(client, systems, DOCUMENTS));
  await crew.stop();
  return speed;
}
