import { NO_GO_LIVE } from '../src/accounting/go-live';
import type { AccountingRules } from '../src/accounting/rules';
import {
  customerKeysOfPosting,
  customerKeysOfUnlinked,
  keysOfDocument,
  keysOfUnlinked,
} from '../src/adoption/keys';
import { MAX_DAYS_APART } from '../src/adoption/judge';
import type { ReadCandidate, ReadTraedeDocument } from '../src/delivery/adoption';
import { oneByOne } from '../src/delivery/concurrency';
import { DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../src/document';
import type { UnlinkedDocument } from '../src/erp/adoption';
import { parsePlainDate, type PlainDate } from '../src/plain-date';
import { byAccount, expectedOf } from '../src/reconciliation/booked';
import { addDays } from '../src/reconciliation/period';
import { BEFORE_ANY_EXPORT } from '../src/listing/created-around';
import { readCreated } from '../src/listing/read-created';
import type { TimeWindow } from '../src/listing/time-scan';
import type { RawDocument } from '../src/traede/client';
import type { AdoptCursor, OpenedAdoption } from '../workflows/adopt-messages';
import { adoptionOf, refused, type AdoptContext } from './adopt-context';
import { kindOf } from './adopt-open';
import { systemOf } from './context';
import { guarded } from './failures';
import { toFetched } from './fetch-page';
import { whileHeartbeating } from './heartbeat';
import { prepareBy } from './prepare';
import { unreadableList } from './unreadable-list';

export interface ReadToAdoptInput {
  readonly adoptionId: number;
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
  readonly list: 'all' | 'unmarked';
  readonly window: TimeWindow;
}

export interface ReadToAdopt {
  /** `too-much`: to be read again in shorter windows. */
  readonly kind: 'complete' | 'too-much';
  readonly pages: number;
  readonly documents: number;
}

/** Reads what TRAEDE holds of one stretch of time, and keeps by what it can be found in the ERP. */
export function createReadToAdopt(context: AdoptContext) {
  return async function readToAdopt(input: ReadToAdoptInput): Promise<ReadToAdopt> {
    const { adoptionId, systemId, documentType, list, window } = input;
    const name = `${DOCUMENT_TYPE_NAMES[documentType].many} of ${window.from.slice(0, 10)}`;
    return guarded(`reading ${name}`, () =>
      whileHeartbeating(name, async (signal) => {
        const { traede, rules } = systemOf(context, systemId);
        let documents = 0;
        const reading = await readCreated(traede, documentType, {
          window,
          signal,
          ...(list === 'all' ? { notExportedSince: BEFORE_ANY_EXPORT } : {}),
          async take(fresh) {
            const flow = { systemId, documentType };
            const read = (await oneByOne(fresh, (raw) => toRead(raw, flow, rules))).flat();
            documents += read.length;
            await context.adoptions.storeTraede(adoptionId, documentType, read, list === 'unmarked');
          },
        });
        if (reading.kind === 'endless') throw unreadableList(documentType, window);
        const { kind, pages } = reading;
        return { kind, pages, documents };
      }),
    );
  };
}

/** Drafts are none of the books'. */
function toRead(
  raw: RawDocument,
  flow: { readonly systemId: SystemId; readonly documentType: DocumentType },
  rules: AccountingRules,
): readonly ReadTraedeDocument[] {
  const { documentType } = flow;
  return toFetched(documentType, raw, rules.timeZone).map((fetched) => {
    // What is in the books already may well be dated before go-live.
    const prepared = prepareBy({ ...rules, goLive: NO_GO_LIVE })(
      { ...flow, documentId: fetched.documentId },
      fetched.content,
    );
    const posting = prepared.ok ? prepared.posting : undefined;
    return {
      ...fetched,
      kind: posting?.kind ?? kindOf(documentType, rules),
      keys: keysOfDocument(documentType, fetched.number, posting),
      customerKeys: posting === undefined ? null : customerKeysOfPosting(posting),
      booked: posting === undefined ? null : expectedOf(posting, documentType),
    };
  });
}

export interface ReadUnlinkedInput extends OpenedAdoption {
  readonly systemId: SystemId;
  /** Absent at the beginning. */
  readonly after?: AdoptCursor;
}

export interface ReadUnlinked {
  readonly documents: number;
  /** Where to go on; null at the end. */
  readonly next: AdoptCursor | null;
}

/** Documents read by one activity; it ends with the day that it has come to, and the next one goes on with the day after. */
const DOCUMENTS_PER_ACTIVITY = 5_000;
/** Documents stored at a time: all that is in memory. */
const STORED_AT_ONCE = 200;

/** Reads what the ERP holds without a reference of ours, also some days before and after the period. */
export function createReadUnlinked(context: AdoptContext) {
  return async function readUnlinked(input: ReadUnlinkedInput): Promise<ReadUnlinked> {
    const days = daysToRead(input);
    return guarded(`reading the ERP from ${days.from} on`, () =>
      whileHeartbeating(`the ERP from ${days.from} on`, async (signal) => {
        const { adoption } = adoptionOf(context, input.systemId);
        const buffer: ReadCandidate[] = [];
        let read = 0;
        let lastDay = '';
        let next: AdoptCursor | null = null;
        for await (const document of adoption.unlinked(days, { signal })) {
          if (read >= DOCUMENTS_PER_ACTIVITY && document.date > lastDay) {
            next = { kind: 'day', day: document.date };
            break;
          }
          read += 1;
          lastDay = document.date;
          buffer.push(toCandidate(document));
          if (buffer.length >= STORED_AT_ONCE) {
            await context.adoptions.storeCandidates(input.adoptionId, buffer.splice(0));
          }
        }
        await context.adoptions.storeCandidates(input.adoptionId, buffer);
        return { documents: read, next };
      }),
    );
  };
}

function daysToRead({ from, to, after }: ReadUnlinkedInput): {
  readonly from: PlainDate;
  readonly to: PlainDate;
} {
  const [first, last] = [parsePlainDate(from), parsePlainDate(to)];
  if (first === undefined || last === undefined) throw refused('The period is none of days of the books.');
  const resumed = after?.kind === 'day' ? parsePlainDate(after.day) : undefined;
  return { from: resumed ?? addDays(first, -MAX_DAYS_APART), to: addDays(last, MAX_DAYS_APART) };
}

function toCandidate(document: UnlinkedDocument): ReadCandidate {
  const { kind, erpId, number, date, currency, net, tax, total, lines } = document;
  const isEntry = kind === 'journal-entry';
  const accounts = isEntry ? byAccount(lines.map(({ account, net: amount }) => ({ account, amount }))) : [];
  return {
    ...{
      kind,
      erpId,
      number,
      keys: keysOfUnlinked(document),
      customerKeys: customerKeysOfUnlinked(document),
    },
    booked: { date, currency, net, tax, total, lineCount: lines.length, accounts },
  };
}
