import {
  DOCUMENT_TYPES,
  externalReference,
  type DocumentType,
  type ExternalReference,
  type SystemId,
} from '../../../src/document';
import { decimal, formatAmount, roundToCents, sum, ZERO, type Decimal } from '../../../src/money';
import type { Simulator, WireAccountingEntry, WireDocument } from '../../../src/simulator';
import { amountsOf, type Violation } from '../../faults/invariants';
import type { BookedDocument, BookedLine } from '../brand/brand-erp';

/** What the ERP's journal holds, against TRAEDE's own JSON: each document once, net, tax and total to the cent. */
export function compareBooks(
  simulator: Simulator,
  systemId: SystemId,
  booked: readonly BookedDocument[],
): readonly Violation[] {
  const held = new Map<string, BookedDocument[]>();
  for (const document of booked)
    held.set(document.reference, [...(held.get(document.reference) ?? []), document]);
  const found: Violation[] = [];
  for (const documentType of DOCUMENT_TYPES) {
    for (const document of simulator.documents(documentType)) {
      const reference = externalReference({ systemId, documentType, documentId: document.id });
      found.push(...ofDocument(reference, documentType, document, held.get(reference) ?? []));
      held.delete(reference);
    }
  }
  for (const reference of held.keys())
    found.push({ kind: 'stray', text: `${reference} is in the ERP, and no document of TRAEDE` });
  return found;
}

function ofDocument(
  reference: ExternalReference,
  type: DocumentType,
  document: WireDocument,
  [booked, ...more]: readonly BookedDocument[],
): readonly Violation[] {
  if (booked === undefined) return [{ kind: 'loss', text: `${reference} is not in the ERP` }];
  const found: Violation[] = [];
  if (more.length > 0)
    found.push({ kind: 'duplicate', text: `${reference} is in the ERP ${more.length + 1} times` });
  const wanted = 'amount' in document ? entryIn(document) : amountsOf(type, document);
  const holds = 'amount' in document ? entryOf(booked) : salesAmounts(type, booked);
  if (holds !== wanted)
    found.push({ kind: 'wrong total', text: `${reference}: the ERP holds ${holds}, TRAEDE ${wanted}` });
  return found;
}

/** `net tax total currency`. A credit note turns the sides of the journal. */
function salesAmounts(type: DocumentType, { lines, currency }: BookedDocument): string {
  const of = (kind: BookedLine['kind']) =>
    sum(lines.filter((line) => line.kind === kind).map(({ amount }) => amount));
  const turned = type === 'credit-note' ? -1 : 1;
  const amounts = [of('other').neg(), of('tax').neg(), of('receivable')];
  return [...amounts.map((amount) => formatAmount(amount.times(turned).plus(ZERO))), currency].join(' ');
}

/** `2110: 12.50, 5530: -12.50 DKK`: what each account gains, by number. */
function entryOf({ lines, currency }: BookedDocument): string {
  const accounts = new Map<string, Decimal>();
  for (const { account, amount } of lines)
    accounts.set(account, (accounts.get(account) ?? ZERO).plus(amount));
  const sorted = [...accounts].sort(([one], [other]) => (one < other ? -1 : 1));
  return `${sorted.map(([account, amount]) => `${account}: ${formatAmount(amount)}`).join(', ')} ${currency}`;
}

function entryIn({ account, contra_account, amount, currency }: WireAccountingEntry): string {
  const debit = roundToCents(decimal(String(amount)));
  return entryOf({
    reference: '',
    currency,
    lines: [
      { account: String(account), kind: 'other', amount: debit },
      { account: String(contra_account), kind: 'other', amount: debit.neg() },
    ],
  });
}
