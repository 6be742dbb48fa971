import { parseExternalReference } from '../../document';
import type { Receipt } from '../../erp/adapter';
import { formatAmount } from '../../money';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { table } from '../terminal';
import { withServices } from '../with-services';

/** Lists what the ERPs hold under our references, as read from the ERPs. */
export async function erpList(options: CommandContext): Promise<ExitCode> {
  return withServices(options, async ({ erps }) => {
    // Several systems may share one ERP, as they do the embedded ledger: each document is listed once.
    const found = new Map<string, Row>();
    for (const erp of erps.values()) {
      for await (const receipt of erp.list()) {
        const document = toRow(receipt);
        if (document !== undefined) found.set(document.externalReference, document);
      }
    }
    const documents = [...found.values()];
    options.terminal.result(documents, () => print(documents));
    return EXIT.ok;
  });
}

/** One document, amounts as decimal strings. `undefined` for a reference that is not ours. */
function toRow(receipt: Receipt) {
  const key = parseExternalReference(receipt.reference);
  if (key === undefined) return undefined;
  return {
    systemId: key.systemId,
    documentType: key.documentType,
    documentId: key.documentId,
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

type Row = NonNullable<ReturnType<typeof toRow>>;

function print(documents: readonly Row[]): string {
  const columns = [
    { title: 'number' },
    { title: 'date' },
    { title: 'document type' },
    { title: 'id', align: 'right' as const },
    { title: 'currency' },
    { title: 'net', align: 'right' as const },
    { title: 'tax', align: 'right' as const },
    { title: 'total', align: 'right' as const },
    { title: 'reference' },
  ];
  const rows = documents.map((document) => [
    document.number,
    document.date,
    document.documentType,
    document.documentId,
    document.currency,
    document.net,
    document.tax,
    document.total,
    document.externalReference,
  ]);
  return `${table(columns, rows)}\n\n${documents.length} documents`;
}
