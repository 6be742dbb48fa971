import { createRetention } from '../../delivery/retention';
import { purgeContents, purgedBefore, type PurgeResult } from '../../delivery/purge';
import { remainsOf } from '../../traede/remains';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT, type ExitCode } from '../exit-codes';
import { listenForInterruption } from '../interruption';
import { withServices } from '../with-services';

export interface PurgeCommandOptions extends CommandContext {
  /** Absent: as `retention` says. */
  readonly olderThanMs: number | undefined;
  readonly dryRun: boolean;
}

/** Takes the contents of documents that ended long ago out of the record now, or counts them. */
export async function purge(options: PurgeCommandOptions): Promise<ExitCode> {
  const { config, terminal, dryRun } = options;
  const keepMs = options.olderThanMs ?? config.retention.contentsMs;
  if (keepMs === undefined) {
    throw new CommandError('contents are kept forever (`retention` in sync.config.yaml): say --older-than');
  }
  return withServices(options, async ({ pool, record }) => {
    const retention = createRetention(pool);
    const before = await purgedBefore(record, keepMs);
    if (dryRun) {
      const documents = await retention.countEnded(before);
      const result = { dryRun, before: before.toISOString(), documents };
      terminal.result(result, () => `${documents} contents would be purged; nothing was written`);
      return EXIT.ok;
    }
    return purgeNow(options, before, (signal, onProgress) =>
      purgeContents(retention, { before, remainsOf, signal, onProgress }),
    );
  });
}

/** One line in this time, however fast it goes. */
const LINE_INTERVAL_MS = 2_000;

async function purgeNow(
  { terminal }: CommandContext,
  before: Date,
  work: (signal: AbortSignal, onProgress: (purged: number) => void) => Promise<PurgeResult>,
): Promise<ExitCode> {
  const interruption = listenForInterruption();
  let nextLineAt = Date.now() + LINE_INTERVAL_MS;
  const onProgress = (purged: number): void => {
    if (Date.now() < nextLineAt) return;
    nextLineAt = Date.now() + LINE_INTERVAL_MS;
    terminal.say(`${purged} purged`);
  };
  try {
    const purged = await work(interruption.signal, onProgress);
    terminal.result({ dryRun: false, before: before.toISOString(), ...purged }, () => describe(purged));
    return EXIT.ok;
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    terminal.say('interrupted; what was purged stays purged, and the same command goes on');
    return EXIT.interrupted;
  } finally {
    interruption.stopListening();
  }
}

function describe({ documents, adoptionDocuments }: PurgeResult): string {
  const ofAdoptions =
    adoptionDocuments === 0 ? '' : `, and ${adoptionDocuments} of adoptions that never ended`;
  return `${documents} contents purged${ofAdoptions}; what was delivered, when and by whom, stays (\`document show\`)`;
}
