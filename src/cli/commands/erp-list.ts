import type { CommandContext } from '../command-context';
import { toErpRow, type ErpRow } from '../erp-row';
import { EXIT, type ExitCode } from '../exit-codes';
import { table } from '../terminal';
import { withServices } from '../with-services';

/** Lists what the ERPs hold under our references, as read from the ERPs. */
export async function erpList(options: CommandContext): Promise<ExitCode> {
  return withServices(options, async ({ erps }) => {
    // Several systems may share one ERP, as they do the embedded ledger: each document is listed once.
    const found = new Map<string, ErpRow>();
    for (const erp of erps.values()) {
      for await (const receipt of erp.list()) {
        const document = toErpRow(receipt);
        if (document !== undefined) found.set(document.externalReference, document);
      }
    }
    const documents = [...found.values()];
    options.terminal.result(documents, () => print(documents));
    return EXIT.ok;
  });
}

function print(documents: readonly ErpRow[]): string {
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
    document.documentId ?? 'sum',
    document.currency,
    document.net,
    document.tax,
    document.total,
    document.documentId === null
      ? `${document.externalReference}: ${document.members}`
      : document.externalReference,
  ]);
  return `${table(columns, rows)}\n\n${documents.length} documents`;
}
