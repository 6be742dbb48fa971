import { membersIn } from '../../src/accounting/entry-sums';
import type { EntryBooking } from '../../src/accounting/rules';
import { deliverDocuments, type DeliveryOutcome } from '../../src/delivery/protocol';
import { parseExternalReference, type DocumentId } from '../../src/document';
import type { ErpAdapter, Receipt } from '../../src/erp/adapter';
import { formatAmount } from '../../src/money';
import { goodEntry } from '../traede/good-documents';
import { newFlow, type World } from './world';

/** An accounting entry of 31 March, 1310 against 2100, unless told otherwise. */
export function entryJson(
  id: DocumentId,
  amount: string | number,
  changes: Record<string, unknown> = {},
): string {
  return JSON.stringify(goodEntry({ id, amount, date: '2026-03-31', ...changes }));
}

export function newEntryFlow() {
  return { ...newFlow(), documentType: 'accounting-entry' as const };
}

export interface DeliverEntries {
  readonly entries?: EntryBooking;
  readonly afresh?: boolean;
  readonly erp?: ErpAdapter;
}

export function deliverEntries(
  { protocol, flow }: World,
  ids: readonly DocumentId[],
  { entries = 'daily-sums', afresh = false, erp = protocol.erp }: DeliverEntries = {},
): Promise<readonly DeliveryOutcome[]> {
  return deliverDocuments({ ...protocol, erp, entries }, flow, ids, { afresh });
}

export function codes(outcomes: readonly DeliveryOutcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.kind === 'attention' ? outcome.problem.code : outcome.kind));
}

export async function receiptsIn(erp: ErpAdapter): Promise<readonly Receipt[]> {
  const receipts: Receipt[] = [];
  for await (const receipt of erp.list()) receipts.push(receipt);
  return receipts;
}

/** How often the books hold an entry: by itself, or in a sum. */
export async function bookingsOf(erp: ErpAdapter, id: DocumentId): Promise<number> {
  const receipts = await receiptsIn(erp);
  return receipts.filter(
    ({ reference, lines }) =>
      parseExternalReference(reference)?.documentId === id ||
      lines.some(({ description }) => membersIn(description)?.has(id) === true),
  ).length;
}

/** The books as a person would write them down: `2026-03-31:1310:2100:DKK:1 30.00 TRAEDE entries 1-3`. */
export async function booksOf(erp: ErpAdapter): Promise<readonly string[]> {
  const receipts = await receiptsIn(erp);
  return receipts
    .map(({ reference, lines }) => {
      const name = reference.replace(/^traede:[^:]+:(accounting-entry-sum:)?/, '');
      const [first] = lines;
      return `${name} ${first === undefined ? '' : `${formatAmount(first.net)} ${first.description}`}`;
    })
    .sort();
}
