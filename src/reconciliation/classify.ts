import type { DeliveryState } from '../delivery/delivery';
import type { DocumentId, DocumentType } from '../document';
import type { PlainDate } from '../plain-date';
import type { Problem } from '../problem';
import { isSameContent } from '../same-content';
import { differencesBetween, type Booked, type BookedDifference, type Expected } from './booked';
import type { ReconciliationClass } from './classes';

/** Everything that the three sides say of one document. */
export interface DocumentFacts {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  /** null: TRAEDE lists no such booked document. */
  readonly traede: TraedeFacts | null;
  /** Usually none or one. */
  readonly postings: readonly ErpFacts[];
  /** null: our record does not know the document. */
  readonly record: RecordFacts | null;
}

export interface TraedeFacts {
  /** TRAEDE holds it as exported to this system. */
  readonly isMarked: boolean;
  readonly contentHash: string;
  /** When it was created or changed last; null where TRAEDE does not say. */
  readonly changedAt: Date | null;
  /** null where it cannot be mapped. */
  readonly booked: Expected | null;
  /** Why it cannot be mapped, or that it is left alone, as it is dated before go-live. */
  readonly problem: Problem | null;
}

export interface ErpFacts {
  readonly erpId: string;
  readonly number: string;
  readonly booked: Booked;
  /** Where the posting stands for several documents: what all of them amount to, and how many they are. */
  readonly sum: { readonly members: number; readonly expected: Expected | null } | null;
}

export interface RecordFacts {
  readonly state: DeliveryState;
  readonly stateSince: Date;
  readonly postingSince: Date | null;
  readonly postedHash: string | null;
  readonly deliveredAt: Date | null;
  readonly exportedAt: Date | null;
  readonly problem: Problem | null;
  /** What the ERP confirmed, as recorded. */
  readonly receipt: RecordedFacts | null;
  /** A person's word that closed the delivery: `by Kim: a sample`. */
  readonly closedBy: string | null;
  /** Posted by others, and linked by an adoption. */
  readonly isAdopted: boolean;
}

export interface RecordedFacts extends Omit<Booked, 'accounts'> {
  readonly number: string;
}

/** When the sides were looked at, by the record's clock. */
export interface Moments {
  readonly startedAt: Date;
  /** When the last look through TRAEDE's list that came to its end had begun; null: there was none. */
  readonly lastCompleteLook: Date | null;
}

export interface Finding {
  readonly class: ReconciliationClass;
  /** Why, in a few words; without personal data but the name of who decided. */
  readonly reason: string;
  readonly differences: readonly BookedDifference[];
}

/**
 * The class of a document. Precedence: what moved while the sides were read is judged by the next reconciliation; then
 * what stands wrongly in the ERP; then what is absent there, which is right before go-live; then what TRAEDE was not told.
 */
export function classify(facts: DocumentFacts, moments: Moments): Finding {
  const { traede, postings, record } = facts;
  if (record !== null && isTouched(record, moments)) {
    return finding('on-its-way', 'It was worked on while the sides were compared.');
  }
  const [posting, ...others] = postings;
  if (posting === undefined) return absent(traede, record, moments);
  if (traede === null) return finding('unknown-to-traede', `The ERP holds it as ${posting.number}.`);
  if (others.length > 0) return postedTwice(postings);
  return present(traede, posting, record);
}

/** Their readings may be from before and after. */
function isTouched({ stateSince, postingSince }: RecordFacts, { startedAt }: Moments): boolean {
  return stateSince >= startedAt || (postingSince !== null && postingSince >= startedAt);
}

function postedTwice(postings: readonly ErpFacts[]): Finding {
  const numbers = postings.map(({ number }) => number).join(', ');
  const difference = { what: 'postings', traede: '1', erp: String(postings.length) };
  return finding('differs', `It stands in the ERP ${postings.length} times: ${numbers}.`, [difference]);
}

/** TRAEDE and the ERP hold it. */
function present(traede: TraedeFacts, posting: ErpFacts, record: RecordFacts | null): Finding {
  const expected = expectation(traede, posting, record);
  const differing =
    expected === null ? [] : differencesBetween(withMovedDate(expected, posting, record), posting.booked);
  if (isChanged(traede, record)) {
    const extent = differing.length === 0 ? 'No amount and no date that is compared has changed.' : '';
    return finding(
      'changed-after-posting',
      `It was posted as ${posting.number}. ${extent}`.trim(),
      differing,
    );
  }
  if (expected === null && posting.sum !== null) {
    return finding(
      'differs',
      `It stands in the sum ${posting.number}: TRAEDE does not hold all of its documents, or not on one day.`,
    );
  }
  const before = goLiveProblem(traede);
  if (expected === null && before !== null) {
    return finding('before-go-live', `The ERP holds it as ${posting.number}. ${before.message}`);
  }
  if (expected === null) {
    return finding(
      'waiting',
      `The ERP holds it as ${posting.number}, but it cannot be compared: ${why(traede)}`,
    );
  }
  if (differing.length > 0) {
    const what =
      posting.sum === null
        ? `The ERP holds it as ${posting.number}.`
        : `The ERP holds it in the sum ${posting.number}, with ${posting.sum.members - 1} others.`;
    return finding('differs', what, differing);
  }
  // What is dated before go-live is not marked either.
  if (traede.isMarked || before !== null) return finding('agrees', '');
  if (record?.state === 'attention' && record.problem !== null) {
    return finding('waiting', `The ERP holds it as ${posting.number}. ${record.problem.message}`);
  }
  return finding('posted-not-marked', `The ERP holds it as ${posting.number}.`);
}

/** The content is not the one that was posted; false where the record does not know what was. */
function isChanged({ contentHash }: TraedeFacts, record: RecordFacts | null): boolean {
  const posted = record?.postedHash ?? null;
  return posted !== null && !isSameContent(posted, contentHash);
}

/**
 * What the ERP should hold. Where TRAEDE's document cannot be mapped any more, because the configuration changed: what
 * the ERP confirmed of the same content before.
 */
function expectation(traede: TraedeFacts, { sum }: ErpFacts, record: RecordFacts | null): Expected | null {
  if (sum !== null) return sum.expected;
  if (traede.booked !== null) return traede.booked;
  const receipt = record?.receipt ?? null;
  if (receipt === null || record?.postedHash === null || isChanged(traede, record)) return null;
  return { ...receipt, accounts: [], isTurnover: false };
}

/**
 * A day later than the document's own that the ERP confirmed when the document was delivered was chosen by the policy
 * for closed periods. A day that came to be afterwards was not. What others posted has its day, and its lines, from them.
 */
function withMovedDate(expected: Expected, { booked }: ErpFacts, record: RecordFacts | null): Expected {
  if (record?.isAdopted === true && record.receipt !== null) {
    const { date, lineCount } = record.receipt;
    return { ...expected, date, lineCount };
  }
  const confirmed: PlainDate | undefined = record?.receipt?.date;
  return confirmed === booked.date && confirmed > expected.date ? { ...expected, date: confirmed } : expected;
}

/** The ERP does not hold it. */
function absent(traede: TraedeFacts | null, record: RecordFacts | null, moments: Moments): Finding {
  if (record?.state === 'skipped') return finding('skipped', record.closedBy ?? 'Skipped by a person.');
  const before = goLiveProblem(traede);
  if (before !== null) return finding('before-go-live', before.message);
  if (record !== null && record.deliveredAt !== null) return removed(traede, record);
  if (traede?.isMarked === true) {
    return record?.state === 'exported'
      ? finding('skipped', record.closedBy ?? 'Closed by a person as booked by hand.')
      : finding('marked-not-posted', 'TRAEDE holds it as exported; our record knows of no posting.');
  }
  const problem = record?.problem ?? null;
  if (problem !== null) return finding('waiting', `${problem.code}: ${problem.message}`);
  if (traede === null) {
    return finding('missing-in-erp', 'Our record alone knows it: neither TRAEDE nor the ERP holds it.');
  }
  if (isNew(traede, record, moments)) {
    return finding('on-its-way', 'It is newer than the last run; the next one takes it along.');
  }
  if (traede.problem !== null) return finding('waiting', `${traede.problem.code}: ${traede.problem.message}`);
  return finding('missing-in-erp', neverPosted(record, moments));
}

/** The ERP confirmed it once. */
function removed(traede: TraedeFacts | null, { deliveredAt, receipt }: RecordFacts): Finding {
  const when = deliveredAt === null ? '' : ` on ${deliveredAt.toISOString().slice(0, 10)}`;
  const as = receipt === null ? '' : ` as ${receipt.number}`;
  const gone = traede === null ? ' TRAEDE does not hold it any more either.' : '';
  return finding('missing-in-erp', `It was posted${when}${as}; the ERP does not hold it any more.${gone}`);
}

/** The clocks of TRAEDE's server and of our database may differ by as much. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** No run can have delivered it: it came up after the last one had looked. */
function isNew(
  { changedAt }: TraedeFacts,
  record: RecordFacts | null,
  { lastCompleteLook }: Moments,
): boolean {
  if (lastCompleteLook === null) return false;
  if (record !== null) return record.stateSince >= lastCompleteLook;
  return changedAt !== null && changedAt.getTime() > lastCompleteLook.getTime() - CLOCK_SKEW_MS;
}

/** That it is never posted for its date; null for any other document. */
function goLiveProblem(traede: TraedeFacts | null): Problem | null {
  return traede?.problem?.code === 'before-go-live' ? traede.problem : null;
}

function neverPosted(record: RecordFacts | null, { lastCompleteLook }: Moments): string {
  if (record !== null) return 'It was fetched, but no run has delivered it.';
  if (lastCompleteLook === null) return "No run has looked through TRAEDE's list yet.";
  return 'No run has met it, although it was there when the last one looked.';
}

function why({ problem }: TraedeFacts): string {
  return problem === null ? 'what it should amount to is not known.' : `${problem.code}: ${problem.message}`;
}

function finding(
  name: ReconciliationClass,
  reason: string,
  differences: readonly BookedDifference[] = [],
): Finding {
  return { class: name, reason, differences };
}
