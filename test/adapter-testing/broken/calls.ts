import type { BrokenAdapters } from './broken-adapter';
import { sending } from './sending';

const TYPES = ['an invoice', 'a credit note', 'a journal entry'];
const FAULTS = [
  'a request is lost',
  'an answer is lost',
  'the ERP acts and answers a server error',
  'an answer comes after the time-out',
  'a request arrives after the time-out',
];
const [, ...AFTER_ACTING] = FAULTS;

function sweeps(faults: readonly string[]): string[] {
  return faults.flatMap((fault) => TYPES.map((type) => `faults: at every call of ${type} ${fault}`));
}

const WHEN_EVERY_CALL_FAILS = [
  'access: an ERP out of reach: post is uncertain',
  'access: an ERP that falls silent: post gives up by itself, uncertain',
  'access: an aborted post ends early, uncertain',
  'faults: whatever happened to one call, the same adapter goes on with the next',
];

/** Posts twice, or says the wrong thing when a call goes wrong. */
export const WRONG_ABOUT_CALLS: BrokenAdapters = {
  'sends a posting again when its answer is lost': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      send: (own, posting, signal) =>
        parts.send(own, posting, signal).catch(() => {
          const again = { ...own, keyOf: () => undefined };
          return parts.send(again, posting, signal);
        }),
    }),
    fails: sweeps(AFTER_ACTING),
    because: /holds 2 documents .* never send a posting again/,
  },
  'has no idempotency key': {
    concernsFaults: true,
    alter: (parts) => ({ ...parts, keyOf: () => undefined }),
    fails: [
      'repetition: two workers that post the same invoice make one document',
      'repetition: two workers that post the same entry make one',
    ],
    because: /holds 2 documents/,
  },
  'cuts references off': {
    alter: sending((document) => ({ ...document, reference: document.reference.slice(0, 60) })),
    fails: [
      'repetition: references that differ at their very end are two documents',
      'entries: the sum of several entries is posted under its own reference',
      'entries: two sums of one day are two documents',
    ],
    because: /uncertain/,
  },
  'answers with what was sent': {
    change: (adapter) => ({
      ...adapter,
      async post(posting, options) {
        const outcome = await adapter.post(posting, options);
        if (outcome.kind !== 'posted' || posting.kind === 'journal-entry') return outcome;
        const lines = posting.lines.map(({ account, description, net }) => ({ account, description, net }));
        return { kind: 'posted', receipt: { ...outcome.receipt, ...posting.totals, lines } };
      },
    }),
    fails: [
      'repetition: posted again with other content, the first document stands',
      'entries: booked as an entry, then posted as an invoice, one reference makes one document',
    ],
    because: /never what was sent|the second post's receipt/,
  },
  'throws when a call fails': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      failed(error) {
        throw error;
      },
    }),
    fails: [
      ...sweeps(FAULTS),
      ...WHEN_EVERY_CALL_FAILS,
      'faults: a worker that takes over from one whose answer was lost finds its document',
    ],
    because: /post threw ErpUnavailableError/,
  },
  'rejects a document whose call failed': {
    concernsFaults: true,
    alter: (parts) => ({
      ...parts,
      failed: () => ({
        kind: 'rejected',
        problem: { code: 'erp-rejected', message: 'The ERP did not take it.', remedy: 'Try again.' },
      }),
    }),
    fails: [...sweeps(FAULTS), ...WHEN_EVERY_CALL_FAILS],
    because: /rejected \(erp-rejected/,
  },
  'does not listen to the abort signal': {
    concernsFaults: true,
    alter: (parts) => ({ ...parts, call: (call) => parts.call({ ...call, signal: undefined }) }),
    fails: ['access: an aborted post ends early, uncertain', 'access: an aborted find ends early'],
    because: /hand options.signal to every call/,
  },
};
