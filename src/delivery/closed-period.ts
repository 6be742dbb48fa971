import type { Posting } from '../accounting/posting';
import type { ClosedPeriods } from '../accounting/rules';
import type { CallOptions, ErpAdapter, PostOutcome, Receipt } from '../erp/adapter';
import type { PlainDate } from '../plain-date';
import type { Problem, ProblemCode } from '../problem';

/**
 * The one case in which a date is moved, and only where the configuration says so by name: the ERP refused the document's own
 * day, and it is booked on the first open one, with its own day in the text of its first line.
 */
export interface PeriodPolicy {
  readonly erp: ErpAdapter;
  /** Default: they wait for a person. */
  readonly closedPeriods?: ClosedPeriods;
}

type Rejected = Extract<PostOutcome, { kind: 'rejected' }>;

/** What an ERP says of a day that it does not take. */
const ABOUT_THE_DAY: readonly ProblemCode[] = ['period-closed', 'date-order'];

/**
 * Tries a posting that was `rejected` on the first open day, through `post`; answers with the rejection where it is about
 * something else, where documents are to wait, and where no day is open.
 */
export async function postOnFirstOpenDay(
  { erp, closedPeriods }: PeriodPolicy,
  posting: Posting,
  rejected: Rejected,
  post: (moved: Posting) => Promise<PostOutcome>,
  options: CallOptions,
): Promise<PostOutcome> {
  const moved = await onFirstOpenDay({ erp, closedPeriods }, posting, rejected.problem, options);
  return moved === undefined ? rejected : post(moved);
}

/**
 * The posting on the first open day, where its own was refused and the configuration lets it be moved; `undefined` where the
 * problem is about something else, where documents are to wait, and where no day is open.
 */
export async function onFirstOpenDay(
  {
    erp,
    closedPeriods,
  }: { readonly erp: Pick<ErpAdapter, 'firstOpenDay'>; readonly closedPeriods?: ClosedPeriods | undefined },
  posting: Posting,
  { code }: Problem,
  options: CallOptions,
): Promise<Posting | undefined> {
  if (closedPeriods !== 'first-open-day' || !ABOUT_THE_DAY.includes(code)) return undefined;
  const day = await erp.firstOpenDay?.(posting, options);
  // Dates are ISO 8601: they sort as texts.
  return day === undefined || day <= posting.date ? undefined : movedTo(posting, day);
}

/**
 * What the ERP should hold: the posting, on the receipt's day where it was moved there by us. A later day counts as moved only
 * under the policy, and where the text says which day it was.
 */
export function asBooked(
  { closedPeriods }: Pick<PeriodPolicy, 'closedPeriods'>,
  posting: Posting,
  receipt: Receipt,
): Posting {
  const wasMoved =
    closedPeriods === 'first-open-day' &&
    receipt.date > posting.date &&
    receipt.lines.some(({ description }) => description.endsWith(ownDay(posting.date)));
  return wasMoved ? { ...posting, date: receipt.date } : posting;
}

/** `undefined` for a document without lines: nothing could carry its own day. */
function movedTo(posting: Posting, date: PlainDate): Posting | undefined {
  const dated = (text: string): string => `${text} ${ownDay(posting.date)}`.trim();
  if (posting.kind === 'journal-entry') {
    const [first, ...others] = posting.lines;
    if (first === undefined) return undefined;
    return {
      ...posting,
      date,
      text: dated(posting.text),
      lines: [{ ...first, text: dated(first.text) }, ...others],
    };
  }
  const [first, ...others] = posting.lines;
  if (first === undefined) return undefined;
  return { ...posting, date, lines: [{ ...first, description: dated(first.description) }, ...others] };
}

function ownDay(date: PlainDate): string {
  return `(dated ${date})`;
}
