import { toFetched } from '../../activities/fetch-page';
import { goLiveBy, prepareBy } from '../../activities/prepare';
import type { Posting } from '../accounting/posting';
import type { AccountingRules } from '../accounting/rules';
import { onFirstOpenDay } from '../delivery/closed-period';
import { inParallel, oneByOne } from '../delivery/concurrency';
import { heldByReference, type HeldDocuments } from '../delivery/confirm';
import { correctedBy, invoiceNotPosted } from '../delivery/credited-invoice';
import type { Delivery, FetchedDocument, Flow } from '../delivery/delivery';
import { heldEntries } from '../delivery/entries-held';
import { wasChangedAfterPosting, type Candidate } from '../delivery/examine';
import { entriesAmong, findEntries } from '../delivery/find-entries';
import { changedAfterPosting, missingInErp, postedDifferently } from '../delivery/problems';
import type { DeliveryRecord } from '../delivery/record';
import { parseExternalReference, type DocumentId, type ExternalReference, type SystemId } from '../document';
import type { CallOptions, ErpAdapter } from '../erp/adapter';
import type { Problem } from '../problem';
import type { RawDocument } from '../traede/client';
import type { Examined, Verdict } from './verdict';
import type { TraedeReader } from './waiting-pages';

/** The calls of an adapter that write nothing: a dry run holds no others. */
export type ErpReader = Pick<ErpAdapter, 'name' | 'find' | 'preflight' | 'firstOpenDay'>;

/** One system, as far as a dry run may touch it. */
export interface DryRunSystem {
  readonly systemId: SystemId;
  readonly traede: TraedeReader;
  readonly erp: ErpReader;
  readonly rules: AccountingRules;
  /** Absent where there is none yet, or none that can be read. */
  readonly record: Pick<DeliveryRecord, 'load'> | undefined;
  readonly pageSize: number;
}

/** What would become of an invoice that a credit note corrects: `absent` where TRAEDE does not list it. */
export type InvoiceOutlook = (id: DocumentId) => Promise<'to-post' | 'waits' | 'absent'>;

/** Questions to the ERP at the same time: reading disturbs nobody, but nor should a dry run slow down those who work. */
const PREFLIGHTS_IN_FLIGHT = 4;

/** Says of each booked document what would become of it: its content, the record, then the ERP is asked. */
export async function examineDocuments(
  system: DryRunSystem,
  flow: Flow,
  documents: readonly RawDocument[],
  outlook: InvoiceOutlook,
  options: CallOptions = {},
): Promise<readonly Examined[]> {
  const fetched = documents.flatMap((document) =>
    toFetched(flow.documentType, document, system.rules.timeZone),
  );
  const ids = fetched.map(({ documentId }) => documentId);
  const known = new Map(
    ((await system.record?.load(flow, ids)) ?? []).map((delivery) => [delivery.documentId, delivery]),
  );
  const prepare = prepareBy(system.rules);
  const beforeGoLive = goLiveBy(system.rules);
  const steps = await oneByOne(fetched, (document) =>
    mapOne(flow, asDelivery(document, known.get(document.documentId)), prepare, beforeGoLive),
  );
  const candidates = steps.flatMap((step) => (step.kind === 'candidate' ? [step.candidate] : []));
  const books = await lookUp(system, flow, candidates, prepare, options);
  return inParallel(steps, PREFLIGHTS_IN_FLIGHT, async (step) => ({
    ...step.document,
    verdict:
      step.kind === 'candidate'
        ? await foresee(system, step.candidate, books, outlook, options)
        : step.verdict,
  }));
}

type Named = Pick<Examined, 'documentId' | 'number'>;

type Step =
  | { readonly kind: 'candidate'; readonly document: Named; readonly candidate: Candidate }
  | { readonly kind: 'decided'; readonly document: Named; readonly verdict: Verdict };

/** What the record knows of the document, with TRAEDE's newest content; a fresh one where it knows nothing. */
function asDelivery(fetched: FetchedDocument, known: Delivery | undefined): Delivery {
  return { ...(known ?? UNKNOWN), ...fetched };
}

const NEVER = new Date(0);

const UNKNOWN: Omit<Delivery, keyof FetchedDocument> = {
  state: 'fetched',
  stateSince: NEVER,
  firstFetchedAt: NEVER,
  postingSince: null,
  postedHash: null,
  receipt: null,
  deliveredAt: null,
  exportedAt: null,
  problem: null,
  awaited: false,
  onlyRecorded: false,
  adopted: false,
  purgedAt: null,
  sumReference: null,
};

/** Documents that wait for a person are looked at afresh: their cause may be mended. */
function mapOne(
  flow: Flow,
  delivery: Delivery,
  prepare: ReturnType<typeof prepareBy>,
  beforeGoLive: ReturnType<typeof goLiveBy>,
): Step {
  const { documentId, number, content } = delivery;
  const document = { documentId, number };
  const decided = (verdict: Verdict): Step => ({ kind: 'decided', document, verdict });
  if (delivery.state === 'skipped') return decided({ kind: 'skipped' });
  const before = beforeGoLive(flow, content);
  if (before !== undefined && delivery.deliveredAt === null) {
    return decided({ kind: 'before-go-live', problem: before.problem });
  }
  if (wasChangedAfterPosting(delivery)) {
    return decided({ kind: 'problem', problem: changedAfterPosting(delivery) });
  }
  const prepared = prepare({ ...flow, documentId }, content);
  if (!prepared.ok) return decided({ kind: 'problem', problem: prepared.problem });
  const { posting } = prepared;
  return { kind: 'candidate', document, candidate: { delivery, posting, reference: posting.reference } };
}

/** What the ERP holds: of the documents themselves, and which of the invoices that they correct. */
interface Books {
  readonly held: HeldDocuments;
  readonly invoices: ReadonlySet<ExternalReference>;
}

async function lookUp(
  { erp, rules, record = NO_RECORD }: DryRunSystem,
  flow: Flow,
  candidates: readonly Candidate[],
  prepare: ReturnType<typeof prepareBy>,
  options: CallOptions,
): Promise<Books> {
  if (candidates.length === 0) return { held: new Map(), invoices: new Set() };
  if (flow.documentType === 'accounting-entry') {
    const entries = entriesAmong(candidates);
    const receipts = await findEntries({ erp, entries: rules.entries }, flow, entries, options);
    const reading = { record, prepare, closedPeriods: rules.closedPeriods };
    return { held: await heldEntries(reading, flow, entries, receipts), invoices: new Set() };
  }
  const invoices = candidates.map(({ posting }) => correctedBy(posting)).filter((one) => one !== null);
  const references = new Set([...candidates.map(({ reference }) => reference), ...invoices]);
  const receipts = await erp.find([...references], options);
  return { held: heldByReference(rules, candidates, receipts), invoices: new Set(receipts.keys()) };
}

const NO_RECORD: Pick<DeliveryRecord, 'load'> = { load: () => Promise.resolve([]) };

async function foresee(
  system: DryRunSystem,
  { delivery, posting }: Candidate,
  { held, invoices }: Books,
  outlook: InvoiceOutlook,
  options: CallOptions,
): Promise<Verdict> {
  const found = held.get(delivery.documentId);
  if (found !== undefined) {
    const { receipt, differing } = found;
    return differing.length === 0
      ? { kind: 'posted', posting, receipt }
      : { kind: 'problem', problem: postedDifferently(receipt, differing), posting };
  }
  if (delivery.deliveredAt !== null || delivery.exportedAt !== null) {
    return { kind: 'problem', problem: missingInErp(delivery), posting };
  }
  const corrected = correctedBy(posting);
  const invoice =
    corrected === null || invoices.has(corrected) ? undefined : parseExternalReference(corrected);
  if (invoice === undefined) return preflight(system, posting, [], options);
  switch (await outlook(invoice.documentId)) {
    case 'to-post':
      // The ERP cannot know yet that its invoice goes before it.
      return preflight(system, posting, ['invoice-not-posted'], options);
    case 'waits':
      return { kind: 'held', posting, reason: `its invoice ${invoice.documentId} would wait for a person` };
    case 'absent':
      return system.rules.unlinkedCreditNotes === 'post-unlinked'
        ? preflight(system, posting, [], options)
        : { kind: 'problem', problem: invoiceNotPosted(invoice.documentId, undefined), posting };
  }
}

async function preflight(
  { erp, rules }: DryRunSystem,
  posting: Posting,
  expected: readonly Problem['code'][],
  options: CallOptions,
): Promise<Verdict> {
  const problem = await erp.preflight?.(posting, options);
  if (problem === undefined || expected.includes(problem.code)) return { kind: 'to-post', posting };
  const moved = await onFirstOpenDay({ erp, closedPeriods: rules.closedPeriods }, posting, problem, options);
  if (moved === undefined) return { kind: 'problem', problem, posting };
  const stillThere = await erp.preflight?.(moved, options);
  return stillThere === undefined || expected.includes(stillThere.code)
    ? { kind: 'to-post', posting: moved, ownDay: posting.date }
    : { kind: 'problem', problem: stillThere, posting };
}
