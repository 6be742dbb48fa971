import type { Posting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import type { ErpAdapter } from '../erp/adapter';
import { given, missing, type CheckContext } from './check';
import { createDocuments } from './documents';
import { readFacts } from './facts';
import { startHttpFaultProxy } from './http-fault-proxy';
import {
  completeTiming,
  DEFAULT_LISTED_DOCUMENTS,
  type ConformanceSubject,
  type ConnectOptions,
  type OpenedErp,
} from './subject';

/** One ERP, opened, for as many checks as there are. */
export interface Session {
  /** Lends a context to one check, and clears up after it. */
  lend(work: (context: CheckContext) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

export async function openSession(subject: ConformanceSubject): Promise<Session> {
  const facts = readFacts(subject.facts);
  const erp = await subject.open();
  const timing = completeTiming({ ...subject.timing, ...erp.timing });
  const wire = erp.wire ?? (erp.url === undefined ? undefined : await startHttpFaultProxy(erp.url));
  const documents = createDocuments(facts);
  const connect = async (options: Partial<Omit<ConnectOptions, 'address'>> = {}) =>
    erp.connect({
      requestTimeoutMs: timing.patientTimeoutMs,
      credentials: 'right',
      configuration: 'right',
      ...options,
      address: wire?.address ?? '',
    });
  const adapter = await connect();
  let posted: Promise<readonly Posting[]> | undefined;
  return {
    async lend(work) {
      const connected: ErpAdapter[] = [];
      wire?.arm();
      try {
        await work({
          facts,
          timing,
          listedDocuments: subject.listedDocuments ?? DEFAULT_LISTED_DOCUMENTS,
          sweepStep: subject.sweepStep ?? 1,
          documents,
          isAble: (ability) => subject.cannot?.[ability] === undefined,
          adapter,
          capabilities: adapter.capabilities,
          async connect(options) {
            const another = await connect(options);
            connected.push(another);
            return another;
          },
          once: (post) => (posted ??= post()),
          wire: () => given(wire, 'url or wire (of what open gives)', 'wire'),
          ...lookingPast(subject, erp, adapter),
        });
      } finally {
        wire?.arm();
        for (const another of connected) await another.close();
      }
    },
    async close() {
      await adapter.close();
      await wire?.close();
      await erp.close();
    },
  };
}

/** The ERP as seen past the adapter. */
function lookingPast(
  subject: ConformanceSubject,
  erp: OpenedErp,
  adapter: ErpAdapter,
): Pick<CheckContext, 'count' | 'invoiceOf' | 'countEverything' | 'plantDraft' | 'enterAsOthers'> {
  const { books } = erp;
  return {
    enterAsOthers: erp.enterAsOthers?.bind(erp),
    count: async (reference) =>
      subject.cannot?.['independent-count'] === undefined
        ? given(books, 'books (of what open gives)', 'independent-count').count(reference)
        : countListed(adapter, reference),
    async invoiceOf(creditNote) {
      if (books?.invoiceOf === undefined) return missing('books.invoiceOf (of what open gives)', 'see-links');
      return books.invoiceOf(creditNote);
    },
    async countEverything() {
      return books?.countEverything?.();
    },
    async plantDraft(reference) {
      if (erp.plantDraft === undefined) missing('plantDraft (of what open gives)', 'drafts');
      await erp.plantDraft(reference);
    },
  };
}

async function countListed(adapter: ErpAdapter, reference: ExternalReference): Promise<number> {
  let count = 0;
  for await (const receipt of adapter.list()) if (receipt.reference === reference) count += 1;
  return count;
}
