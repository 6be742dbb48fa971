import { sumReference, type DocumentId, type SumGroup, type SumKey } from '../document';
import { sum, ZERO, type Decimal } from '../money';
import { withoutSignOfZero } from './allocation';
import type { JournalPosting } from './posting';

/**
 * Accounting entries of one day, pair of accounts and currency, booked as one. The text says which entries are in a sum,
 * as it is read back from the ERP: the ERP decides, here as well.
 */

/** What an entry is summed by: the account that TRAEDE debits, and the one that it credits, whatever the amount's sign. */
export function groupOf({ date, currency, lines }: JournalPosting): SumGroup {
  const [debit, credit] = lines;
  return { day: date, debit: debit?.account ?? '', credit: credit?.account ?? '', currency };
}

/** The same for entries of one group; sorts by day. */
export function groupKey({ day, debit, credit, currency }: SumGroup): string {
  return [day, debit, credit, currency].join(' ');
}

/** A member of a sum; its amount is negative where its sides are turned. */
export interface SumMember {
  readonly documentId: DocumentId;
  readonly amount: Decimal;
}

/** One balanced pair, as a single entry is: a negative sum turns the sides. */
export function sumPosting(key: SumKey, members: readonly SumMember[]): JournalPosting {
  const text = membersText(members.map(({ documentId }) => documentId));
  const amount = withoutSignOfZero(sum(members.map((member) => member.amount)));
  const debited = { debit: amount.abs(), credit: ZERO, text };
  const credited = { debit: ZERO, credit: amount.abs(), text };
  const [own, contra] = amount.lt(ZERO) ? [credited, debited] : [debited, credited];
  return {
    kind: 'journal-entry',
    reference: sumReference(key),
    date: key.day,
    currency: key.currency,
    text,
    amount,
    lines: [
      { account: key.debit, ...own },
      { account: key.credit, ...contra },
    ],
  };
}

/** ERPs and their columns hold so much in any case, also with the day of a moved document behind it. */
const MAX_TEXT_LENGTH = 180;

const PREFIX = 'TRAEDE entries ';

/** `TRAEDE entries 17-45, 50`: ids that follow each other are written as a range. Plain characters, which every ERP keeps. */
export function membersText(ids: readonly DocumentId[]): string {
  return `${PREFIX}${rangesOf(ids).map(rangeText).join(', ')}`;
}

const MEMBERS =
  /^TRAEDE entries (\d{1,16}(?:-\d{1,16})?(?:, \d{1,16}(?:-\d{1,16})?)*)(?: \(dated \d{4}-\d{2}-\d{2}\))?$/;

/** More than any sum has: what a text beyond it says is not spelled out. */
const MAX_MEMBERS = 1_000;

/** Which entries are in a sum. */
export interface Members {
  has(id: DocumentId): boolean;
  /** All of them; `undefined` where they are more than a sum of ours has: a text may say anything. */
  readonly ids: readonly DocumentId[] | undefined;
}

/** The inverse of {@link membersText}; `undefined` for any other text. */
export function membersIn(text: string): Members | undefined {
  const list = MEMBERS.exec(text)?.[1];
  if (list === undefined) return undefined;
  const ranges = list.split(', ').map((range): Range => {
    const [first = '', last = first] = range.split('-');
    return { first: Number(first), last: Number(last) };
  });
  const count = ranges.map(sizeOf).reduce((total, size) => total + size, 0);
  return {
    has: (id) => ranges.some(({ first, last }) => first <= id && id <= last),
    ids: count <= MAX_MEMBERS ? ranges.flatMap(idsIn) : undefined,
  };
}

function sizeOf({ first, last }: Range): number {
  return Math.max(0, last - first + 1);
}

function idsIn(range: Range): readonly DocumentId[] {
  return Array.from({ length: sizeOf(range) }, (_, index) => range.first + index);
}

/** Parts entries, in the order of their ids, so that the text of each part names all its members. */
export function partsThatFit<T extends SumMember>(members: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (const member of members.toSorted((a, b) => a.documentId - b.documentId)) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, member])) last.push(member);
    else parts.push([member]);
  }
  return parts;
}

function fits(members: readonly SumMember[]): boolean {
  return membersText(members.map(({ documentId }) => documentId)).length <= MAX_TEXT_LENGTH;
}

interface Range {
  readonly first: DocumentId;
  readonly last: DocumentId;
}

function rangesOf(ids: readonly DocumentId[]): readonly Range[] {
  const ranges: Range[] = [];
  for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.last === id - 1) ranges[ranges.length - 1] = { first: last.first, last: id };
    else ranges.push({ first: id, last: id });
  }
  return ranges;
}

function rangeText({ first, last }: Range): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** As long as a reference may be: the ledger's tables, and those of many ERPs. */
const MAX_REFERENCE_LENGTH = 200;
/** More sums of one group in one day than there are entries. */
const HIGHEST_NUMBER = 99_999;

/** Whether a sum of the group can be named. */
export function canBeSummed(systemId: string, group: SumGroup): boolean {
  return sumReference({ systemId, ...group, number: HIGHEST_NUMBER }).length <= MAX_REFERENCE_LENGTH;
}
