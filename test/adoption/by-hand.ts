import { toFetched } from '../../activities/fetch-page';
import { prepareBy } from '../../activities/prepare';
import type { Posting } from '../../src/accounting/posting';
import { OPEN_RULES } from '../../src/accounting/rules';
import { DOCUMENT_TYPES, type DocumentId, type DocumentType } from '../../src/document';
import { formatAmount } from '../../src/money';
import type { ByHand } from '../erp/ledger/by-hand';
import { SYSTEM_ID, type Books } from '../reconciliation/books';

/** A document of TRAEDE with what it amounts to. */
export interface BookedInTraede {
  readonly documentType: DocumentType;
  readonly documentId: DocumentId;
  readonly number: string | null;
  readonly posting: Posting;
}

/** Everything that TRAEDE lists as not exported. */
export async function readTraede({ traede }: Pick<Books, 'traede'>): Promise<readonly BookedInTraede[]> {
  const all: BookedInTraede[] = [];
  for (const documentType of DOCUMENT_TYPES) {
    for (let page = 0; ; page += 1) {
      const { documents } = await traede.exportPage(documentType, { page, limit: 60 });
      if (documents.length === 0) break;
      for (const fetched of documents.flatMap((raw) => toFetched(documentType, raw, OPEN_RULES.timeZone))) {
        const { documentId, number, content } = fetched;
        const prepared = prepareBy(OPEN_RULES)({ systemId: SYSTEM_ID, documentType, documentId }, content);
        if (!prepared.ok) throw new Error(`${documentType} ${documentId}: ${prepared.problem.message}`);
        all.push({ documentType, documentId, number, posting: prepared.posting });
      }
    }
  }
  return all;
}

/** As a bookkeeper enters it: by number, customer and amounts, in one line. */
export function asEntered({ documentType, documentId, posting }: BookedInTraede): ByHand {
  const { kind, date, currency } = posting;
  const common = { kind, date, currency, number: `H-${documentType}-${documentId}` };
  if (posting.kind === 'journal-entry') {
    const [debit, credit] = posting.lines.toSorted((a, b) => b.debit.cmp(a.debit));
    return {
      ...common,
      text: `  ${posting.text.toUpperCase()} `,
      net: formatAmount(posting.amount.abs()),
      accounts: [debit?.account ?? '', credit?.account ?? ''],
    };
  }
  const { totals, customer, documentNumber } = posting;
  return {
    ...common,
    // People write it in either place.
    ...(documentId % 2 === 0 ? { documentNumber } : { text: `${TITLES[posting.kind]}  ${documentNumber}` }),
    net: formatAmount(totals.net),
    tax: formatAmount(totals.tax),
    customer: customer.number,
  };
}

const TITLES = { invoice: 'INVOICE', 'credit-note': 'credit note' } as const;
