import { runConformance, type CheckResult, type ConformanceSubject } from '../../src/adapter-testing';
import type { Adoption } from '../../src/erp/adoption';
import { ZERO } from '../../src/money';
import { day } from '../erp/ledger/postings';
import { LEDGER_SUBJECT } from '../erp/ledger/subject';

/** The ledger with an adoption that differs in one thing. */
function subjectWith(change: (adoption: Adoption) => Partial<Adoption>): ConformanceSubject {
  return {
    ...LEDGER_SUBJECT,
    async open() {
      const erp = await LEDGER_SUBJECT.open();
      return {
        ...erp,
        async connect(options) {
          const adapter = await erp.connect(options);
          const { adoption } = adapter;
          return adoption === undefined
            ? adapter
            : { ...adapter, adoption: { ...adoption, ...change(adoption) } };
        },
      };
    },
  };
}

async function failures(subject: ConformanceSubject): Promise<readonly string[]> {
  const results = await runConformance(subject, { only: (name) => name.startsWith('adoption: ') });
  expect(results).toHaveLength(4);
  return results.flatMap((result: CheckResult) => (result.status === 'failed' ? [result.message] : []));
}

it('is satisfied with one that does what it says', async () => {
  expect(await failures(subjectWith(() => ({})))).toEqual([]);
});

it.each<[string, (adoption: Adoption) => Partial<Adoption>, RegExp]>([
  [
    'answers "linked" and writes nothing',
    (right) => ({
      link: async (document, reference) => {
        const outcome = await right.link({ ...document, erpId: '0' }, reference);
        return outcome.kind === 'linked' ? outcome : { kind: 'linked', receipt: receiptOf(reference) };
      },
    }),
    /find does not show the document/,
  ],
  [
    'does not look whether the document is what it was',
    (right) => ({
      link: (document, reference) =>
        right.link({ ...document, net: document.net.round(0), total: document.total.round(0) }, reference),
    }),
    /instead of/,
  ],
  ['lists nothing', () => ({ unlinked: emptyList }), /does not show what others posted/],
  [
    'says that a reference is taken whatever is wrong',
    (right) => ({
      async link(document, reference) {
        const outcome = await right.link(document, reference);
        return outcome.kind === 'refused' ? { kind: 'refused', why: 'reference-taken' } : outcome;
      },
    }),
    /"refused: reference-taken" instead of/,
  ],
])('rejects one that %s', async (_name, change, because) => {
  expect((await failures(subjectWith(change))).join('\n')).toMatch(because);
});

async function* emptyList() {
  yield* await Promise.resolve([]);
}

function receiptOf(reference: Parameters<Adoption['link']>[1]) {
  const amounts = { net: ZERO, tax: ZERO, total: ZERO };
  return {
    reference,
    erpId: '0',
    number: '',
    date: day('2026-11-20'),
    currency: 'DKK',
    ...amounts,
    lines: [],
  };
}
