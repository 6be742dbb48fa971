import { ApplicationFailure } from '@temporalio/common';
import { inPeriod, isBookedByHand } from '../src/backfill/in-period';
import { backfillPeriod, inBackfillOrder } from '../src/backfill/period';
import { oneByOne } from '../src/delivery/concurrency';
import type { FetchedDocument, Flow } from '../src/delivery/delivery';
import { DOCUMENT_TYPE_NAMES, type DocumentId, type DocumentType, type SystemId } from '../src/document';
import type { FailureType } from '../src/failure-types';
import { BEFORE_ANY_EXPORT, type Days } from '../src/listing/created-around';
import { readCreated } from '../src/listing/read-created';
import type { TimeWindow } from '../src/listing/time-scan';
import type { BackfillInput, OpenedBackfill } from '../workflows/backfill-messages';
import { systemOf, type ActivityContext } from './context';
import { guarded } from './failures';
import { bookingOrder, partByGoLive, sortByNextStep, type FetchedPage } from './fetch-page';
import { whileHeartbeating } from './heartbeat';
import { unreadableList } from './unreadable-list';

/** Settles what is to be brought: a person may have written the input. */
export function createOpenBackfill(context: ActivityContext) {
  return async function openBackfill(input: BackfillInput): Promise<OpenedBackfill> {
    return guarded(`beginning a backfill of ${input.systemId}`, () =>
      whileHeartbeating('beginning', async () => {
        const { rules } = systemOf(context, input.systemId);
        const now = await context.record.now();
        const period = backfillPeriod(input, now, rules.timeZone);
        if (typeof period === 'string') throw refused(period);
        const documentTypes = inBackfillOrder(input.types);
        if (typeof documentTypes === 'string') throw refused(documentTypes);
        return { ...period, documentTypes, startedAt: now.toISOString() };
      }),
    );
  };
}

function refused(message: string): ApplicationFailure {
  const type: FailureType = 'InputRefused';
  return ApplicationFailure.nonRetryable(message, type);
}

export interface FetchWindowInput extends Days {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly window: TimeWindow;
  /** When the backfill began, by the record's clock. */
  readonly startedAt: string;
}

/** Ids only: the documents themselves are in the record (claim check). */
export interface FetchedWindow extends Pick<
  FetchedPage,
  'toImport' | 'waiting' | 'skipped' | 'dates' | 'groups'
> {
  /** `too-much`: to be read again in shorter windows; nothing else of it counts. */
  readonly kind: 'complete' | 'too-much';
  readonly pages: number;
  /** Booked documents of the period. */
  readonly read: number;
  /** Of those: dated before go-live, and left alone. */
  readonly beforeGoLive: number;
}

/** Reads what TRAEDE holds of one stretch of time, exported or not, and keeps what belongs into the period. */
export function createFetchWindow(context: ActivityContext) {
  return async function fetchWindow(input: FetchWindowInput): Promise<FetchedWindow> {
    const { systemId, documentType, window } = input;
    const name = `${DOCUMENT_TYPE_NAMES[documentType].many} created ${window.from.slice(0, 10)}`;
    return guarded(`reading ${name}`, () =>
      whileHeartbeating(name, async (signal) => {
        const { traede, rules } = systemOf(context, systemId);
        const belongs = inPeriod(documentType, input, rules);
        const found = new FoundInWindow(context, input);
        const reading = await readCreated(traede, documentType, {
          ...{ window, signal, notExportedSince: BEFORE_ANY_EXPORT },
          take: async (fresh) => found.take((await oneByOne(fresh, (raw) => belongs(raw))).flat()),
        });
        if (reading.kind === 'endless') throw unreadableList(documentType, window);
        return { ...found.result(), kind: reading.kind, pages: reading.pages };
      }),
    );
  };
}

/** What a window held, taken in page by page: ids are all that is kept in memory. */
class FoundInWindow {
  readonly #context: ActivityContext;
  readonly #flow: Flow;
  readonly #startedAt: Date;
  #found: Omit<FetchedWindow, 'kind' | 'pages'> = { read: 0, beforeGoLive: 0, toImport: [], waiting: [] };

  constructor(context: ActivityContext, { systemId, documentType, startedAt }: FetchWindowInput) {
    this.#context = context;
    this.#flow = { systemId, documentType };
    this.#startedAt = new Date(startedAt);
  }

  async take(booked: readonly FetchedDocument[]): Promise<void> {
    const { record } = this.#context;
    const { rules, erp } = systemOf(this.#context, this.#flow.systemId);
    const { ours, left } = await partByGoLive(record, this.#flow, booked, rules);
    await record.storeFetched(this.#flow, ours);
    const deliveries = await record.load(this.#flow, ours.map(idOf));
    const byHand = deliveries.filter(isBookedByHand).map(idOf);
    const open = deliveries.filter((delivery) => !isBookedByHand(delivery));
    const { toImport, waiting } = sortByNextStep(open, this.#startedAt);
    const order = await bookingOrder(this.#flow, toImport, rules, erp.capabilities.order);
    const before = this.#found;
    const skipped = waiting.filter(({ state }) => state === 'skipped').map(idOf);
    this.#found = {
      read: before.read + booked.length,
      beforeGoLive: before.beforeGoLive + left.length,
      toImport: [...before.toImport, ...toImport.map(idOf)],
      waiting: [...before.waiting, ...waiting.filter(({ state }) => state !== 'skipped').map(idOf)],
      skipped: [...(before.skipped ?? []), ...skipped, ...byHand],
      ...(order.dates === undefined ? {} : { dates: [...(before.dates ?? []), ...order.dates] }),
      ...(order.groups === undefined ? {} : { groups: [...(before.groups ?? []), ...order.groups] }),
    };
  }

  result(): Omit<FetchedWindow, 'kind' | 'pages'> {
    return this.#found;
  }
}

function idOf({ documentId }: { readonly documentId: DocumentId }): DocumentId {
  return documentId;
}

/** The activities of backfills; the workflow knows them by the type {@link BackfillActivities} only. */
export function createBackfillActivities(context: ActivityContext) {
  return { openBackfill: createOpenBackfill(context), fetchWindow: createFetchWindow(context) };
}

export type BackfillActivities = ReturnType<typeof createBackfillActivities>;
