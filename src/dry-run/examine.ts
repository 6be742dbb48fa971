import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import type { Posting } from '../accounting/posting';
import type { AccountingRules } from '../accounting/rules';
import { asBooked, onFirstOpenDay } from '../delivery/closed-period';
import { differences } from '../delivery/comparison';
import { inParallel } from '../delivery/concurrency';
import { correctedBy, invoiceNotPosted } from '../delivery/credited-invoice';
import type { Delivery, FetchedDocument, Flow } from '../delivery/delivery';
import { missingInErp, postedDifferently } from '../delivery/problems';
import type { DeliveryRecord } from '../delivery/record';
import { parseExternalReference, type DocumentId, type ExternalReference, type SystemId } from '../document';
import type { CallOptions, ErpAdapter, Receipt } from '../erp/adapter';
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
  const fetched = documents.flatMap((document) => toFetched(flow.documentType, document));
  const ids = fetched.map(({ documentId }) => documentId);
  const deliveries = new Map(
    ((await system.record?.load(flow, ids)) ?? []).map((delivery) => [delivery.documentId, delivery]),
  );
  const prepare = prepareBy(system.rules);
  const steps = fetched.map((document) =>
    mapOne(flow, document, deliveries.get(document.documentId), prepare),
  );
  const postings = steps.flatMap((step) => (step.kind === 'mapped' ? [step.posting] : []));
  const held = await lookUp(system.erp, postings, options);
  return inParallel(steps, PREFLIGHTS_IN_FLIGHT, async (step) => ({
    documentId: step.documentId,
    number: step.number,
    verdict: step.kind === 'mapped' ? await foresee(system, step, held, outlook, options) : step.verdict,
  }));
}

interface Step {
  readonly documentId: DocumentId;
  readonly number: string | null;
}

interface Mapped extends Step {
  readonly kind: 'mapped';
  readonly posting: Posting;
  readonly delivery: Delivery | undefined;
}

interface Decided extends Step {
  readonly kind: 'decided';
  readonly verdict: Verdict;
}

function mapOne(
  flow: Flow,
  { documentId, number, content }: FetchedDocument,
  delivery: Delivery | undefined,
  prepare: ReturnType<typeof prepareBy>,
): Mapped | Decided {
  if (delivery?.state === 'skipped') {
    return { kind: 'decided', documentId, number, verdict: { kind: 'skipped' } };
  }
  const prepared = prepare({ ...flow, documentId }, content);
  return prepared.ok
    ? { kind: 'mapped', documentId, number, posting: prepared.posting, delivery }
    : { kind: 'decided', documentId, number, verdict: { kind: 'problem', problem: prepared.problem } };
}

type Held = ReadonlyMap<ExternalReference, Receipt>;

/** One call for a page: its documents, and the invoices that they correct. */
async function lookUp(erp: ErpReader, postings: readonly Posting[], options: CallOptions): Promise<Held> {
  const corrected = postings.map(correctedBy).filter((reference) => reference !== null);
  const references = new Set([...postings.map(({ reference }) => reference), ...corrected]);
  return references.size === 0 ? new Map() : erp.find([...references], options);
}

async function foresee(
  system: DryRunSystem,
  { posting, delivery }: Mapped,
  held: Held,
  outlook: InvoiceOutlook,
  options: CallOptions,
): Promise<Verdict> {
  const receipt = held.get(posting.reference);
  if (receipt !== undefined) return compare(system, posting, receipt);
  if (delivery !== undefined && (delivery.deliveredAt !== null || delivery.exportedAt !== null)) {
    return { kind: 'problem', problem: missingInErp(delivery), posting };
  }
  const corrected = correctedBy(posting);
  const invoice = corrected === null || held.has(corrected) ? undefined : parseExternalReference(corrected);
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

function compare({ rules }: DryRunSystem, posting: Posting, receipt: Receipt): Verdict {
  const differing = differences(asBooked(rules, posting, receipt), receipt);
  return differing.length === 0
    ? { kind: 'posted', posting, receipt }
    : { kind: 'problem', problem: postedDifferently(receipt, differing), posting };
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
