import { groupKey, groupOf, membersIn, sumPosting, type Members } from '../accounting/entry-sums';
import {
  parseSumReference,
  type DocumentId,
  type ExternalReference,
  type SumGroup,
  type SumKey,
} from '../document';
import type { Receipt } from '../erp/adapter';
import type { Decimal } from '../money';
import { asBooked } from './closed-period';
import { differences, type Difference } from './comparison';
import { heldByReference, type Held, type HeldDocuments } from './confirm';
import type { Flow } from './delivery';
import { idOf, wasChangedAfterPosting } from './examine';
import type { Entry } from './find-entries';
import type { Protocol } from './protocol-parts';

/** A sum as the ERP holds it. `members` is undefined where its text does not say them any more. */
interface SumInErp {
  readonly key: SumKey;
  readonly receipt: Receipt;
  readonly members: Members | undefined;
}

/** As much of the protocol as looking needs. */
export interface EntryReading extends Pick<Protocol, 'prepare' | 'closedPeriods'> {
  readonly record: Pick<Protocol['record'], 'load'>;
}

/**
 * What the ERP holds of these entries, each by itself or in a sum: which entries are in a sum is read from its text. A sum
 * is compared with all its members, where the record knows them as they were when it was posted.
 */
export async function heldEntries(
  protocol: EntryReading,
  flow: Flow,
  entries: readonly Entry[],
  receipts: ReadonlyMap<ExternalReference, Receipt>,
): Promise<HeldDocuments> {
  const single = heldByReference(protocol, entries, receipts);
  const sums = [...receipts.values()].flatMap(readSum);
  const amountOf = await knownAmounts(protocol, flow, entries, sums);
  const held = new Map<DocumentId, Held>();
  for (const entry of entries) {
    const id = idOf(entry);
    const itself = single.get(id);
    const inSums = sums.filter(({ members }) => members?.has(id) === true);
    const places = [
      ...(itself === undefined ? [] : [itself]),
      ...inSums.map((sum) => inSum(protocol, entry, sum, amountOf)),
    ];
    const [place, ...others] = places.length > 0 ? places : unreadable(entry, sums);
    if (place === undefined) continue;
    held.set(id, others.length === 0 ? place : bookedTwice(place, places.length));
  }
  return held;
}

function readSum(receipt: Receipt): readonly SumInErp[] {
  const key = parseSumReference(receipt.reference);
  if (key === undefined) return [];
  const members = receipt.lines
    .map(({ description }) => membersIn(description))
    .find((list) => list !== undefined);
  return [{ key, receipt, members }];
}

type AmountOf = (id: DocumentId, group: SumGroup) => Decimal | undefined;

/** Amounts as they were posted: of these entries, and of the others in their sums that TRAEDE has not changed since. */
async function knownAmounts(
  { record, prepare }: EntryReading,
  flow: Flow,
  entries: readonly Entry[],
  sums: readonly SumInErp[],
): Promise<AmountOf> {
  const known = new Map<DocumentId, { readonly group: string; readonly amount: Decimal }>();
  const others = sums.flatMap(({ members }) =>
    entries.some((entry) => members?.has(idOf(entry)) === true) ? (members?.ids ?? []) : [],
  );
  const ours = new Set(entries.map(idOf));
  const toLoad = [...new Set(others)].filter((id) => !ours.has(id));
  for (const delivery of toLoad.length === 0 ? [] : await record.load(flow, toLoad)) {
    const { documentId, content } = delivery;
    const prepared = prepare({ ...flow, documentId }, content);
    if (!prepared.ok || prepared.posting.kind !== 'journal-entry' || wasChangedAfterPosting(delivery))
      continue;
    const { posting } = prepared;
    known.set(documentId, { group: groupKey(groupOf(posting)), amount: posting.amount });
  }
  for (const entry of entries) {
    known.set(idOf(entry), { group: groupKey(groupOf(entry.posting)), amount: entry.posting.amount });
  }
  return (id, group) => {
    const entry = known.get(id);
    return entry?.group === groupKey(group) ? entry.amount : undefined;
  };
}

function inSum(
  protocol: EntryReading,
  entry: Entry,
  { key, receipt, members }: SumInErp,
  amountOf: AmountOf,
): Held {
  const ids = members?.ids ?? [];
  const amounts = ids.map((documentId) => ({ documentId, amount: amountOf(documentId, key) }));
  const all = amounts.flatMap(({ documentId, amount }) =>
    amount === undefined ? [] : [{ documentId, amount }],
  );
  const isKnown = all.length > 0 && all.length === ids.length;
  // Without all members, the amount that the ERP shows has nothing to be compared with.
  const expected = sumPosting(key, isKnown ? all : [{ documentId: idOf(entry), amount: receipt.total }]);
  return {
    receipt,
    differing: [
      ...groupDifferences(groupOf(entry.posting), key),
      ...differences(asBooked(protocol, expected, receipt), receipt),
    ],
  };
}

/** TRAEDE has moved the entry to another day or other accounts since it was summed. */
function groupDifferences(entry: SumGroup, sum: SumGroup): readonly Difference[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['day of the sum', entry.day, sum.day],
    ['account to debit', entry.debit, sum.debit],
    ['account to credit', entry.credit, sum.credit],
    ['currency of the sum', entry.currency, sum.currency],
  ];
  return pairs
    .filter(([, wanted, found]) => wanted !== found)
    .map(([what, expected, found]) => ({ what, expected, found }));
}

/** Somebody changed the text of a sum in the ERP: whether the entry is in it, nobody can tell. */
function unreadable({ posting }: Entry, sums: readonly SumInErp[]): readonly Held[] {
  const group = groupKey(groupOf(posting));
  const sum = sums.find(({ key, members }) => members === undefined && groupKey(key) === group);
  const difference = { what: 'text', expected: 'the list of its entries', found: 'another one' };
  return sum === undefined ? [] : [{ receipt: sum.receipt, differing: [difference] }];
}

function bookedTwice({ receipt, differing }: Held, times: number): Held {
  const difference = { what: 'number of bookings that hold the entry', expected: '1', found: `${times}` };
  return { receipt, differing: [...differing, difference] };
}
