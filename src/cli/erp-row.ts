import { membersIn } from '../accounting/entry-sums';
import { parseExternalReference, parseSumReference } from '../document';
import type { Receipt } from '../erp/adapter';
import { formatAmount } from '../money';

/** What the ERP holds under one of our references, for people and machines. */
export type ErpRow = NonNullable<ReturnType<typeof toErpRow>>;

/** One document or sum, amounts as decimal strings. `undefined` for a reference that is not ours. */
export function toErpRow(receipt: Receipt) {
  const named = nameOf(receipt);
  if (named === undefined) return undefined;
  return {
    ...named,
    externalReference: receipt.reference,
    number: receipt.number,
    date: receipt.date,
    currency: receipt.currency,
    net: formatAmount(receipt.net),
    tax: formatAmount(receipt.tax),
    total: formatAmount(receipt.total),
    lines: receipt.lines.map(({ account, description, net }) => ({
      account,
      description,
      net: formatAmount(net),
    })),
  };
}

/** What stands under a reference: a document, or a sum of accounting entries with its members, as its text names them. */
function nameOf({ reference, lines }: Receipt) {
  const key = parseExternalReference(reference);
  if (key !== undefined) return key;
  const sum = parseSumReference(reference);
  if (sum === undefined) return undefined;
  const text = lines.map(({ description }) => description).find((line) => membersIn(line) !== undefined);
  const members = text === undefined ? undefined : membersIn(text);
  return {
    systemId: sum.systemId,
    documentType: 'accounting-entry' as const,
    documentId: null,
    members: text ?? 'not named in its text any more',
    memberIds: members?.ids ?? [],
  };
}
