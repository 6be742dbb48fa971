import type { Config } from '../../config/config';
import { parseExternalReference } from '../../document';
import type { DataFolder } from '../../embedded/data-folder';
import type { Receipt } from '../../erp/adapter';
import { formatAmount } from '../../money';
import { Cleanup } from '../cleanup';
import { openDatabase } from '../database';
import { EXIT, type ExitCode } from '../exit-codes';
import { openServices } from '../services';
import { requireData } from '../require-data';
import { table, type Terminal } from '../terminal';

export interface ErpListOptions {
  readonly config: Config;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
}

/** Lists what the ERPs hold under our references, as read from the ERPs. */
export async function erpList({ config, folder, terminal }: ErpListOptions): Promise<ExitCode> {
  requireData(config, folder);
  const cleanup = new Cleanup();
  try {
    const database = await openDatabase(config, folder);
    cleanup.add('PostgreSQL', () => database.release());
    const services = await openServices(config, database.url);
    cleanup.add('database connections', () => services.close());
    const documents: Row[] = [];
    for (const [systemId, erp] of services.erps) {
      for await (const receipt of erp.list()) {
        const document = toRow(receipt);
        if (document?.systemId === systemId) documents.push(document);
      }
    }
    terminal.result(documents, () => print(documents));
    return EXIT.ok;
  } finally {
    for (const failure of await cleanup.run()) terminal.say(`could not end ${failure}`);
  }
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
