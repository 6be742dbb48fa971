import type { Posting } from '../../src/accounting/posting';
import type { ExternalReference } from '../../src/document';
import type { ErpAdapter, Receipt } from '../../src/erp/adapter';

// Deliberately broken, to prove that the checks would notice. Each stands between the protocol and the adapter and
// turns what the protocol asks for into what a careless one would ask for.

/** Posts again after an uncertain answer without having looked: a look-up shows only what was answered as posted. */
export function retryingBlindly(erp: ErpAdapter): ErpAdapter {
  const answered = new Set<ExternalReference>();
  return {
    ...erp,
    async find(references, options) {
      const found = await erp.find(references, options);
      return new Map([...found].filter(([reference]) => answered.has(reference)));
    },
    async post(posting, options) {
      const outcome = await erp.post(posting, options);
      if (outcome.kind === 'posted') answered.add(posting.reference);
      return outcome;
    },
  };
}

/** Marks what was sent, without reading it back: a look-up shows every posting as one would have liked it. */
export function markingBeforeReadBack(erp: ErpAdapter): ErpAdapter {
  const sent = new Map<ExternalReference, Receipt>();
  return {
    ...erp,
    async find(references, options) {
      const found = await erp.find(references, options);
      const hoped = references.flatMap((reference) => {
        const receipt = sent.get(reference);
        return receipt === undefined ? [] : [[reference, receipt] as const];
      });
      return new Map([...found, ...hoped]);
    },
    post(posting, options) {
      sent.set(posting.reference, hopedFor(posting));
      return erp.post(posting, options);
    },
  };
}

function hopedFor(posting: Posting): Receipt {
  const common = { erpId: 'hoped for', number: 'hoped for', date: posting.date, currency: posting.currency };
  if (posting.kind === 'journal-entry') {
    const { reference, amount } = posting;
    const lines = posting.lines.map((line) => ({
      account: line.account,
      description: line.text,
      net: line.debit.minus(line.credit),
    }));
    return { ...common, reference, net: amount, tax: amount.minus(amount), total: amount, lines };
  }
  const lines = posting.lines.map(({ account, description, net }) => ({ account, description, net }));
  return { ...common, reference: posting.reference, ...posting.totals, lines };
}
