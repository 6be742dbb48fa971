import type { AccountingRules } from '../src/accounting/rules';
import { oneByOne } from '../src/delivery/concurrency';
import type { Flow } from '../src/delivery/delivery';
import type { ReadDocument, UnseenDocument } from '../src/delivery/reconciliation';
import { BEFORE_ALL } from '../src/delivery/reconciliation';
import { DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../src/document';
import { expectedOf } from '../src/reconciliation/booked';
import { BEFORE_ANY_EXPORT } from '../src/listing/created-around';
import { readCreated } from '../src/listing/read-created';
import type { TimeWindow } from '../src/listing/time-scan';
import type { RawDocument } from '../src/traede/client';
import { timesOf } from '../src/traede/created-at';
import { systemOf } from './context';
import { guarded } from './failures';
import { toFetched } from './fetch-page';
import { whileHeartbeating } from './heartbeat';
import { goLiveBy, prepareBy } from './prepare';
import type { ReconcileContext } from './reconcile-context';
import { unreadableList } from './unreadable-list';

export interface ReadTraedeInput {
  readonly reconciliationId: number;
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly list: 'all' | 'unmarked';
  readonly onlyUnseen?: boolean;
  readonly window: TimeWindow;
}

export interface ReadTraede {
  /** `too-much`: to be read again in shorter windows. `nothing-wanted`: every document was met already. */
  readonly kind: 'complete' | 'too-much' | 'nothing-wanted';
  readonly pages: number;
  readonly documents: number;
}

/** Reads what TRAEDE holds of one stretch of time, maps it by the rules of a sync, and keeps the facts. */
export function createReadTraede(context: ReconcileContext) {
  return async function readTraede(input: ReadTraedeInput): Promise<ReadTraede> {
    const { reconciliationId, systemId, documentType, list, window } = input;
    const onlyUnseen = input.onlyUnseen === true;
    const name = `${DOCUMENT_TYPE_NAMES[documentType].many} of ${window.from.slice(0, 10)}`;
    return guarded(`reading ${name}`, () =>
      whileHeartbeating(name, async (signal) => {
        const { reconciliations } = context;
        if (onlyUnseen && (await reconciliations.countUnseen(reconciliationId, documentType)) === 0) {
          return { kind: 'nothing-wanted', pages: 0, documents: 0 };
        }
        const { traede, rules } = systemOf(context, systemId);
        const read = readingBy(rules, { systemId, documentType });
        let documents = 0;
        const reading = await readCreated(traede, documentType, {
          window,
          signal,
          ...(list === 'all' ? { notExportedSince: BEFORE_ANY_EXPORT } : {}),
          async take(fresh) {
            const wanted = onlyUnseen ? await unseenAmong(context, input, fresh) : fresh;
            const known = (await oneByOne(wanted, read)).flat();
            documents += known.length;
            const options = { unmarked: list === 'unmarked' };
            await reconciliations.storeTraede(reconciliationId, documentType, known, options);
          },
        });
        if (reading.kind === 'endless') throw unreadableList(documentType, window);
        const { kind, pages } = reading;
        return { kind, pages, documents };
      }),
    );
  };
}

/** The others need not be looked at: they are known, or belong to no side of this reconciliation. */
async function unseenAmong(
  { reconciliations }: ReconcileContext,
  { reconciliationId, documentType }: ReadTraedeInput,
  listed: readonly RawDocument[],
): Promise<readonly RawDocument[]> {
  const ids = listed.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const unseen = await reconciliations.unseenAmong(reconciliationId, documentType, ids);
  return listed.filter(({ id }) => id !== undefined && unseen.has(id));
}

/** Drafts are none of the books'. */
function readingBy(rules: AccountingRules, flow: Flow): (raw: RawDocument) => readonly ReadDocument[] {
  const prepare = prepareBy(rules);
  const beforeGoLive = goLiveBy(rules);
  return (raw) =>
    toFetched(flow.documentType, raw, rules.timeZone).map(({ documentId, number, content, contentHash }) => {
      const prepared = prepare({ ...flow, documentId }, content);
      const before = beforeGoLive(flow, content);
      const { createdAt, updatedAt } = timesOf(content);
      const changedAt = latest(createdAt, updatedAt);
      return {
        ...{ documentId, number, contentHash, createdAt: createdAt ?? null, changedAt },
        booked: prepared.ok ? expectedOf(prepared.posting, flow.documentType) : null,
        problem: before?.problem ?? (prepared.ok ? null : prepared.problem),
      };
    });
}

function latest(a: Date | undefined, b: Date | undefined): Date | null {
  if (a === undefined || b === undefined) return a ?? b ?? null;
  return a > b ? a : b;
}

export interface FindUnseenInput {
  readonly reconciliationId: number;
}

export interface UnseenDocuments {
  /** Where they may stand in TRAEDE: by the day on which our record says that they were created. */
  readonly windows: readonly (TimeWindow & { readonly documentType: DocumentType })[];
  /** Types of which some document's day of creation is not known. */
  readonly anywhere: readonly DocumentType[];
}

/** Some of them with their content; a document of ten thousand lines is some megabytes. */
const UNSEEN_PAGE_SIZE = 50;
const DAY_MS = 86_400_000;

/** Says where in TRAEDE to look for what only the ERP or our record knows. */
export function createFindUnseen(context: ReconcileContext) {
  return async function findUnseen({ reconciliationId }: FindUnseenInput): Promise<UnseenDocuments> {
    return guarded('looking for what TRAEDE did not list', () =>
      whileHeartbeating('what TRAEDE did not list', async () => {
        const daysOf = new Map<DocumentType, Set<number>>();
        const anywhere = new Set<DocumentType>();
        let after = BEFORE_ALL;
        for (;;) {
          const { documents, next } = await context.reconciliations.unseenInTraede(
            reconciliationId,
            after,
            UNSEEN_PAGE_SIZE,
          );
          for (const document of documents) placeOf(document, daysOf, anywhere);
          if (next === null) break;
          after = next;
        }
        const windows = [...daysOf].flatMap(([documentType, days]) =>
          around([...days]).map((window) => ({ documentType, ...window })),
        );
        return { windows, anywhere: [...anywhere] };
      }),
    );
  };
}

function placeOf(
  { documentType, content }: UnseenDocument,
  daysOf: Map<DocumentType, Set<number>>,
  anywhere: Set<DocumentType>,
): void {
  const createdAt = content === null ? undefined : timesOf(content).createdAt;
  if (createdAt === undefined) {
    anywhere.add(documentType);
    return;
  }
  const days = daysOf.get(documentType) ?? new Set<number>();
  daysOf.set(documentType, days.add(Math.floor(createdAt.getTime() / DAY_MS)));
}

/** Each day with the one before and the one after; what meets is one window. */
function around(days: readonly number[]): readonly TimeWindow[] {
  const windows: { first: number; last: number }[] = [];
  for (const day of days.toSorted((a, b) => a - b)) {
    const open = windows.at(-1);
    if (open !== undefined && day - 1 <= open.last + 1) open.last = day + 1;
    else windows.push({ first: day - 1, last: day + 1 });
  }
  return windows.map(({ first, last }) => ({
    from: new Date(first * DAY_MS).toISOString(),
    to: new Date((last + 1) * DAY_MS - 1_000).toISOString(),
  }));
}
