import type { Pool } from 'pg';
import type { LeftDocument } from '../../delivery/before-go-live';
import type { Delivery, DeliveryState, TimelineEvent } from '../../delivery/delivery';
import { idsByNumber } from '../../delivery/overview';
import { membersOfSum, type SumMember } from '../../delivery/sums';
import { timelineOf } from '../../delivery/timeline';
import {
  DOCUMENT_TYPE_NAMES,
  externalReference,
  type DocumentKey,
  type ExternalReference,
} from '../../document';
import { formatAmount } from '../../money';
import { localMinute } from '../../notifications/local-time';
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
    const left = (await record.beforeGoLiveAmong(key, [key.documentId])).get(key.documentId);
    if (delivery === undefined && left !== undefined) {
      const shownLeft = { ...key, number: left.number, state: 'before-go-live', day: left.day };
      context.terminal.result(shownLeft, () => printLeft(DOCUMENT_TYPE_NAMES[key.documentType].one, left));
      return EXIT.ok;
    }
    const reference = delivery?.sumReference ?? null;
    const sum = reference === null ? null : { reference, entries: await membersOfSum(pool, key, reference) };
    if (delivery === undefined) throw new CommandError(await unknownDocument(pool, key));
    const link =
      temporal === undefined
        ? undefined
        : uiLink(temporal, `workflows/${encodeURIComponent(documentWorkflowId(key))}`);
    const byNumber =
      temporal === undefined || delivery.number === null
        ? undefined
        : documentNumberLink(temporal, delivery.number);
    const shown = toJson(
      key,
      delivery,
      { timeline, sum },
      { page: link ?? null, byNumber: byNumber ?? null },
    );
    const system = context.config.systems.find(({ systemId }) => systemId === key.systemId);
    context.terminal.result(shown, () => print(shown, system?.rules.timeZone ?? 'UTC'));
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

/** Most likely the printed number was typed. */
async function unknownDocument(pool: Pool, key: DocumentKey): Promise<string> {
  const { documentType, documentId } = key;
  const { one } = DOCUMENT_TYPE_NAMES[documentType];
  const [meant, ...others] = await idsByNumber(pool, key, String(documentId));
  if (meant !== undefined) {
    const also = others.length === 0 ? '' : ` (or ${others.join(', ')})`;
    return (
      `${documentId} is the printed number of the ${one} with id ${meant}${also}; commands take the id: ` +
      `\`traede-sync document show ${documentType} ${meant}\``
    );
  }
  return (
    `the record knows no ${one} with id ${documentId}; the id is TRAEDE's, not the printed number. ` +
    `\`traede-sync resync ${documentType} ${documentId}\` fetches it`
  );
}

/** The sum in which an accounting entry is booked, with all its entries. */
interface Sum {
  readonly reference: ExternalReference;
  readonly entries: readonly SumMember[];
}

function toJson(
  key: DocumentKey,
  delivery: Delivery,
  { timeline, sum }: { readonly timeline: readonly TimelineEvent[]; readonly sum: Sum | null },
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
    sum,
    timeline: timeline.map(({ at, event, detail }) => ({ at: at.toISOString(), event, detail })),
    temporalUi: links.page,
    temporalUiByNumber: links.byNumber,
  };
}

/** The states, as a bookkeeper says it. */
const STATE_TEXTS: Readonly<Record<DeliveryState, string>> = {
  fetched: 'on its way',
  delivered: 'in the ERP, not yet marked in TRAEDE',
  exported: 'done, and marked as exported in TRAEDE',
  attention: 'waits for a person',
  skipped: 'left out by a person',
};

function print(shown: ReturnType<typeof toJson>, timeZone: string): string {
  const { documentType, documentId, number, state, since, receipt, problem, timeline, temporalUi } = shown;
  const name = [DOCUMENT_TYPE_NAMES[documentType].one, ...(number === null ? [] : [number])].join(' ');
  const time = (instant: string): string => localMinute(instant, timeZone);
  return [
    `${name} (id ${documentId}): ${STATE_TEXTS[state]}, since ${time(since)}`,
    `reference   ${shown.externalReference}`,
    ...(receipt === null
      ? []
      : [
          `in the ERP  ${receipt.number}, ${receipt.date}, ${receipt.total} ${receipt.currency} (VAT ${receipt.tax})`,
        ]),
    ...describeSum(shown.sum),
    ...(problem === null ? [] : ['', `${problem.code}: ${problem.message}`, `  → ${problem.remedy}`]),
    '',
    ...timeline.map(
      ({ at, event, detail }) => `${time(at)}  ${event}${detail === null ? '' : `  ${detail}`}`,
    ),
    ...(temporalUi === null ? [] : ['', `If it waits: ${temporalUi}`]),
    ...(shown.temporalUiByNumber === null ? [] : [`All with its number: ${shown.temporalUiByNumber}`]),
  ].join('\n');
}

/** More ids than this are not read; `--json` has them all. */
const MAX_SHOWN_ENTRIES = 40;

function describeSum(sum: Sum | null): readonly string[] {
  if (sum === null) return [];
  const { reference, entries } = sum;
  const isIn = ({ state }: SumMember): boolean => state === 'delivered' || state === 'exported';
  const inside = entries.filter(isIn);
  const others = entries.filter((entry) => !isIn(entry));
  return [
    `in the sum  ${reference}`,
    `            ${inside.length === 1 ? '1 accounting entry' : `${inside.length} accounting entries`} in one posting, whose total this is: id ${idsOf(inside)}`,
    ...(others.length === 0 ? [] : [`            sent in it, and not confirmed: id ${idsOf(others)}`]),
  ];
}

function idsOf(entries: readonly SumMember[]): string {
  const shown = entries.slice(0, MAX_SHOWN_ENTRIES).map(({ documentId }) => documentId);
  const left = entries.length - shown.length;
  return `${shown.join(', ')}${left === 0 ? '' : ` and ${left} more (--json has all)`}`;
}
