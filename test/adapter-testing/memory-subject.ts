import type { ConformanceSubject } from '../../src/adapter-testing';
import type { ErpAdapter } from '../../src/erp/adapter';
import { createMemoryAdapter, type Alteration } from './memory-adapter';
import { startMemoryErp } from './memory-erp';
import { DANISH_BOOKS } from './danish-books';

function customer(number: string, country: string) {
  return { number, name: `Shop ${number}`, country, vatNumber: null };
}

/** @param change breaks the adapter as a whole, where an alteration of a part does not do */
export function memorySubject(
  alter?: Alteration,
  change: (adapter: ErpAdapter) => ErpAdapter = (adapter) => adapter,
): ConformanceSubject {
  return {
    name: 'memory',
    facts: {
      ...DANISH_BOOKS,
      customers: { domestic: customer('C1', 'DK'), eu: customer('C2', 'SE'), export: customer('C3', 'NO') },
      mistake: '4711',
      secrets: ['memory-token-0815', 'wrong-token-4711'],
    },
    // In memory a call takes a few milliseconds, on a busy machine many.
    timing: {
      requestTimeoutMs: 150,
      patientTimeoutMs: 10_000,
      checkTimeoutMs: 30_000,
      abortedWithinMs: 3_000,
    },
    async open() {
      const erp = await startMemoryErp();
      return {
        url: erp.url,
        connect: ({ address, requestTimeoutMs, credentials, configuration }) =>
          change(
            createMemoryAdapter(
              {
                url: address,
                token: credentials === 'right' ? erp.token : 'wrong-token-4711',
                requestTimeoutMs,
                account: configuration === 'right' ? '1010' : '4711',
              },
              alter,
            ),
          ),
        books: {
          count: (reference) =>
            Promise.resolve(
              erp.documents().filter((held) => held.reference === reference && held.state === 'posted')
                .length,
            ),
          countEverything: () => Promise.resolve(erp.documents().length),
          invoiceOf: (creditNote) =>
            Promise.resolve(
              erp.documents().find((held) => held.reference === creditNote)?.corrects ?? undefined,
            ),
        },
        plantDraft(reference) {
          erp.plantDraft(reference);
          return Promise.resolve();
        },
        close: () => erp.close(),
      };
    },
  };
}
