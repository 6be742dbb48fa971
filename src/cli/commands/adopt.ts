import { setTimeout as sleep } from 'node:timers/promises';
import type { DocumentType, SystemId } from '../../document';
import type { PlainDate } from '../../plain-date';
import { connectClient } from '../../temporal/connection';
import { startAdoption, type AdoptHandle } from '../../temporal/adoptions';
import { verdictOfAdoption } from '../../../workflows/adopt-descriptions';
import {
  adoptProgressQuery,
  leaveSignal,
  linkSignal,
  type AdoptInput,
  type AdoptProgress,
  type AdoptResult,
} from '../../../workflows/adopt-messages';
import { openAdoptView } from '../adopt-progress';
import { printDoubts, printOutcomes, type Doubts } from '../adopt-print';
import { readDoubts } from '../adopt-doubts';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { assertCanAsk, isConfirmed } from '../confirm';
import { EXIT, type ExitCode } from '../exit-codes';
import { failureMessage } from '../failure-message';
import { listenForInterruption } from '../interruption';
import type { Services } from '../services';
import { requireTemporal, uiLink } from '../temporal-target';
import { withServices } from '../with-services';

export interface AdoptOptions extends CommandContext {
  readonly systemId: SystemId;
  readonly from: PlainDate;
  readonly to: PlainDate | undefined;
  /** Absent: all types that the ERP can link. */
  readonly documentType: DocumentType | undefined;
  readonly csv: string | undefined;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

/**
 * Finds what others have posted in the ERP already, shows what agrees and what is in doubt, asks, and links what agrees.
 * Nothing is posted. Needs `up` or a worker; interrupted, the adoption goes on, and the same command joins it again.
 */
export async function adopt(options: AdoptOptions): Promise<ExitCode> {
  const { environment, folder, terminal, dryRun, yes } = options;
  if (!dryRun && !yes) assertCanAsk(terminal, 'adopt');
  const temporal = requireTemporal(folder, environment);
  const connected = await connectClient(temporal);
  const interruption = listenForInterruption();
  try {
    const handle = await startAdoption(connected.client, inputOf(options));
    const link = uiLink(temporal, `workflows/${encodeURIComponent(handle.workflowId)}`);
    if (link !== undefined) terminal.say(link);
    return await withServices(options, async ({ pool }) => {
      const result = await follow(handle, options, pool, interruption.signal);
      if (result === undefined) return EXIT.interrupted;
      const doubts = await readDoubts(pool, result.adoptionId, options.csv, terminal);
      tell(options, result, doubts, link);
      return result.outcomes.doubtful > 0 || isUnfinished(result) ? EXIT.attention : EXIT.ok;
    });
  } finally {
    interruption.stopListening();
    await connected.close();
  }
}

function inputOf({ systemId, from, to, documentType, dryRun, yes }: AdoptOptions): AdoptInput {
  return {
    ...{ systemId, from },
    ...(to === undefined ? {} : { to }),
    ...(documentType === undefined ? {} : { types: [documentType] }),
    ...(dryRun ? { dryRun } : {}),
    ...(yes && !dryRun ? { confirmed: true } : {}),
  };
}

const POLL_INTERVAL_MS = 500;

/** Shows how far it is, and asks when it is asked. `undefined` when a person interrupted. */
async function follow(
  handle: AdoptHandle,
  options: AdoptOptions,
  pool: Services['pool'],
  signal: AbortSignal,
): Promise<AdoptResult | undefined> {
  const { terminal } = options;
  const view = openAdoptView(terminal);
  let isAnswered = false;
  try {
    while (!signal.aborted) {
      const { status } = await handle.describe();
      if (status.name !== 'RUNNING') return await resultOf(handle);
      const progress = await handle.query(adoptProgressQuery).catch(() => undefined);
      if (progress !== undefined) view.update(progress);
      if (progress?.stage === 'ask' && !isAnswered) {
        view.end();
        await answer(handle, options, progress, pool, signal);
        isAnswered = true;
      }
      await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    view.end();
  }
  terminal.say('interrupted; the adoption goes on as far as it was told to: the same command joins it again');
  return undefined;
}

async function answer(
  handle: AdoptHandle,
  { terminal, yes }: AdoptOptions,
  { outcomes, adoptionId }: AdoptProgress,
  pool: Services['pool'],
  signal: AbortSignal,
): Promise<void> {
  if (yes) {
    await handle.signal(linkSignal);
    return;
  }
  if (adoptionId === null) return;
  const doubts = await readDoubts(pool, adoptionId, undefined, terminal);
  terminal.say([printOutcomes(outcomes), '', printDoubts(doubts), ''].join('\n'));
  const question = `Link the ${outcomes.match} documents that agree? Nothing is posted; what is in doubt waits for a person.`;
  await handle.signal((await isConfirmed(question, { terminal, signal })) ? linkSignal : leaveSignal);
}

async function resultOf(handle: AdoptHandle): Promise<AdoptResult> {
  try {
    return await handle.result();
  } catch (error) {
    throw new CommandError(failureMessage(error));
  }
}

/** What agrees was to be linked, and was not. */
function isUnfinished({ answer: said, outcomes }: AdoptResult): boolean {
  return said === 'link' && outcomes.match > 0;
}

function tell(
  { terminal, dryRun }: AdoptOptions,
  result: AdoptResult,
  doubts: Doubts,
  link: string | undefined,
): void {
  const { adoptionId, systemId, from, to, outcomes, marked } = result;
  const verdict = verdictOfAdoption(outcomes, result.answer);
  const { documents: doubtful, leftOut: doubtfulLeftOut } = doubts;
  terminal.result({ ...result, dryRun, verdict, doubtful, doubtfulLeftOut, temporalUi: link ?? null }, () =>
    [
      `Adoption ${adoptionId} in ${systemId}, ${from} – ${to}`,
      verdict,
      ...(marked === 0 ? [] : [`${marked} were marked as exported in TRAEDE.`]),
      '',
      printOutcomes(outcomes),
      '',
      printDoubts(doubts),
    ]
      .join('\n')
      .trimEnd(),
  );
}
