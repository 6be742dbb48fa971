import type { DocumentId, DocumentType } from '../document';
import type { CallOptions } from '../erp/adapter';
import type { RawDocument } from '../traede/client';
import { examineDocuments, type DryRunSystem, type InvoiceOutlook } from './examine';
import { Tally, type TypeTally } from './tally';
import type { Examined, Verdict } from './verdict';
import { waitingPages } from './waiting-pages';

export interface DryRunOptions extends CallOptions {
  readonly documentTypes: readonly DocumentType[];
  /** Where documents come from. Default: what TRAEDE lists as not exported. */
  readonly pages?: (documentType: DocumentType) => AsyncIterable<readonly RawDocument[]>;
  /** Told after each page. */
  readonly onProgress?: (documentType: DocumentType, read: number) => void;
}

/** What would become of everything that waits in TRAEDE for one system, by document type. Writes nothing anywhere. */
export async function dryRun(
  system: DryRunSystem,
  options: DryRunOptions,
): Promise<ReadonlyMap<DocumentType, TypeTally>> {
  const invoices = new Map<DocumentId, Verdict['kind']>();
  const outlook: InvoiceOutlook = (id) => Promise.resolve(outlookOf(invoices.get(id)));
  const tallies = new Map<DocumentType, TypeTally>();
  for (const documentType of inOrder(options.documentTypes)) {
    const tally = new Tally(documentType);
    let read = 0;
    const isAsked = options.documentTypes.includes(documentType);
    const pages =
      options.pages?.(documentType) ?? waitingPages(system.traede, documentType, system.pageSize, options);
    for await (const page of pages) {
      const flow = { systemId: system.systemId, documentType };
      const examined = await examineDocuments(system, flow, page, outlook, options);
      for (const document of examined) {
        tally.add(document);
        if (documentType === 'invoice') invoices.set(document.documentId, document.verdict.kind);
      }
      read += examined.length;
      if (isAsked) options.onProgress?.(documentType, read);
    }
    if (isAsked) tallies.set(documentType, tally.result());
  }
  return tallies;
}

/** Invoices first: what becomes of credit notes depends on them, also where only credit notes are asked for. */
function inOrder(documentTypes: readonly DocumentType[]): readonly DocumentType[] {
  const first: readonly DocumentType[] =
    documentTypes.includes('invoice') || documentTypes.includes('credit-note') ? ['invoice'] : [];
  return [...first, ...documentTypes.filter((type) => type !== 'invoice')];
}

function outlookOf(kind: Verdict['kind'] | undefined): Awaited<ReturnType<InvoiceOutlook>> {
  switch (kind) {
    case 'to-post':
    case 'posted':
      return 'to-post';
    case 'problem':
    case 'held':
      return 'waits';
    case 'skipped':
    case 'before-go-live':
    case undefined:
      return 'absent';
  }
}

/** What would become of one document; `undefined` where TRAEDE does not list it as waiting. */
export async function dryRunOne(
  system: DryRunSystem,
  documentType: DocumentType,
  documentId: DocumentId,
  options: CallOptions = {},
): Promise<Examined | undefined> {
  for await (const page of waitingPages(system.traede, documentType, system.pageSize, options)) {
    const found = page.find(({ id }) => id === documentId);
    if (found === undefined) continue;
    const outlook: InvoiceOutlook = async (id) => {
      const invoice = await dryRunOne(system, 'invoice', id, options);
      return outlookOf(invoice?.verdict.kind);
    };
    const flow = { systemId: system.systemId, documentType };
    const [examined] = await examineDocuments(system, flow, [found], outlook, options);
    return examined;
  }
  return undefined;
}
