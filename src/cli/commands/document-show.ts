import type { LeftDocument } from '../../delivery/before-go-live';
import type { Delivery, TimelineEvent } from '../../delivery/delivery';
import { timelineOf } from '../../delivery/timeline';
import { DOCUMENT_TYPE_NAMES, externalReference, type DocumentKey } from '../../document';
import { formatAmount } from '../../money';
import { documentNumberLink } from '../../temporal/ui-links';
import { documentWorkflowId } from '../../../workflows/messages';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { findTemporal, uiLink } from '../temporal-target';
import { withServices } from '../with-services';

/** Everything that is known of one document: state, receipt, problem and the whole timeline. */
export async function documentShow(context: CommandContext, key: DocumentKey): Promise<ExitCode> {
  const temporal = findTemporal(context.folder, context.environment);
  return withServices(context, async ({ pool, record }) => {
    const [delivery] = await record.load(key, [key.documentId]);
    const timeline = await timelineOf(pool, key, key.documentId);
    const { one } = DOCUMENT_TYPE_NAMES[key.documentType];
    const left = (await record.beforeGoLiveAmong(key, [key.documentId])).get(key.documentId);
    if (delivery === undefined && left !== undefined) {
      const shownLeft = { ...key, number: left.number, state: 'before-go-live', day: left.day };
      context.terminal.result(shownLeft, () => printLeft(one, left));
      return EXIT.ok;
    }
    if (delivery === undefined) {
      throw new CommandError(
        `the record knows no ${one} with id ${key.documentId}; the id is TRAEDE's, not the printed number. ` +
          `\`traede-sync resync ${key.documentType} ${key.documentId}\` fetches it`,
      );
    }
    const link =
      temporal === undefined
        ? undefined
        : uiLink(temporal, `workflows/${encodeURIComponent(documentWorkflowId(key))}`);
    const byNumber =
      temporal === undefined || delivery.number === null
        ? undefined
        : documentNumberLink(temporal, delivery.number);
    const shown = toJson(key, delivery, timeline, { page: link ?? null, byNumber: byNumber ?? null });
    context.terminal.result(shown, () => print(shown));
    return EXIT.ok;
  });
}

function printLeft(name: string, { documentId, number, day }: LeftDocument): string {
  return [
    `${name}${number === null ? '' : ` ${number}`} (id ${documentId}): left alone`,
    `It is dated ${day}, before go-live: it is neither posted nor marked as exported.`,
    `To have it posted, set goLive of the system to its day or an earlier one, and restart the worker.`,
  ].join('\n');
}

function toJson(
  key: DocumentKey,
  delivery: Delivery,
  timeline: readonly TimelineEvent[],
  links: { readonly page: string | null; readonly byNumber: string | null },
) {
  const { receipt } = delivery;
  return {
    ...key,
    number: delivery.number,
    externalReference: externalReference(key),
    state: delivery.state,
    since: delivery.stateSince.toISOString(),
    problem: delivery.problem,
    receipt:
      receipt === null
        ? null
        : {
            ...receipt,
            net: formatAmount(receipt.net),
            tax: formatAmount(receipt.tax),
            total: formatAmount(receipt.total),
          },
    timeline: timeline.map(({ at, event, detail }) => ({ at: at.toISOString(), event, detail })),
    temporalUi: links.page,
    temporalUiByNumber: links.byNumber,
  };
}

function print(shown: ReturnType<typeof toJson>): string {
  const { documentType, documentId, number, state, since, receipt, problem, timeline, temporalUi } = shown;
  const title = `${DOCUMENT_TYPE_NAMES[documentType].one} ${number ?? ''} (id ${documentId}): ${state} since ${since}`;
  return [
    title.replace('  ', ' '),
    `reference  ${shown.externalReference}`,
    ...(receipt === null
      ? []
      : [
          `in the ERP  ${receipt.number}, ${receipt.date}, ${receipt.total} ${receipt.currency} (VAT ${receipt.tax})`,
        ]),
    ...(problem === null ? [] : ['', `${problem.code}: ${problem.message}`, `  → ${problem.remedy}`]),
    '',
    ...timeline.map(({ at, event, detail }) => `${at}  ${event}${detail === null ? '' : `  ${detail}`}`),
    ...(temporalUi === null ? [] : ['', `If it waits: ${temporalUi}`]),
    ...(shown.temporalUiByNumber === null ? [] : [`All with its number: ${shown.temporalUiByNumber}`]),
  ].join('\n');
}
