import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { groupOf, sumPosting } from '../../src/accounting/entry-sums';
import { NO_GO_LIVE } from '../../src/accounting/go-live';
import type { Posting } from '../../src/accounting/posting';
import type { AccountingRules } from '../../src/accounting/rules';
import { toPosting } from '../../src/accounting/to-posting';
import { toRules } from '../../src/config/accounting-file';
import { configFileSchema } from '../../src/config/schema';
import { postOnFirstOpenDay } from '../../src/delivery/closed-period';
import type { PostOutcome } from '../../src/erp/adapter';
import { decimal, ZERO } from '../../src/money';
import { parsePlainDate } from '../../src/plain-date';
import type { TraedeDocument } from '../../src/traede/document';
import { createScriptedErp, PERIOD_CLOSED } from '../support/scripted-erp';
import { creditNote, entry, invoice, journalPostingOf, keyOf, line } from './documents';

const DOCS = readFileSync('docs/mapping.md', 'utf8');
const CODE_BLOCKS = [...DOCS.matchAll(/```(yaml)?\n([\s\S]*?)```/g)].map(([, kind, text = '']) => ({
  kind,
  text,
}));

const netto = (days: number) => ({ name: `Netto ${days}`, erpCode: null });
const WITH_SHIPPING = { shipping: decimal(40), vatAmount: decimal(60), paymentTerm: netto(30) };

describe('docs/mapping.md', () => {
  const using = rulesOfTheDocs();
  const asEntries: AccountingRules = {
    ...using,
    journal: { receivableAccount: '5600', vatAccounts: [{ account: '6902' }] },
  };
  const shown = (document: TraedeDocument, rules = using): string => written(posting(document, rules));

  it('shows a configuration that holds', () => {
    expect(using.revenue).toHaveLength(5);
    expect(using.journal).toBeNull();
  });

  it('shows an invoice, an invoice to the EU and a credit note', () => {
    expectShown(shown(invoice(WITH_SHIPPING)));
    const withoutVat = line({ quantity: '2', unitNet: '100', unitVat: '0', total: '200', withVat: '200' });
    const customer = { ...invoice().customer, country: 'SE' };
    const lines = [{ ...withoutVat, productGroup: ['Samples'] }];
    expectShown(
      shown(invoice({ number: '10002', customer, lines, vatAmount: ZERO, paymentTerm: netto(14) })),
    );
    expectShown(shown(creditNote({ ...WITH_SHIPPING, creditedInvoiceId: 1042 })));
  });

  it('shows both as journal entries', () => {
    expectShown(shown(invoice(WITH_SHIPPING), asEntries));
    expectShown(shown(creditNote(WITH_SHIPPING), asEntries));
  });

  it('shows an accounting entry, and a sum', () => {
    expectShown(shown(entry()));
    const group = groupOf(journalPostingOf(entry()));
    const members = [
      [900, 300],
      [901, 50],
      [902, -110],
      [910, 10],
    ].map(([documentId = 0, amount = 0]) => ({ documentId, amount: decimal(amount) }));
    expectShown(written(sumPosting({ ...group, systemId: 'acme', number: 1 }, members)));
  });

  it('shows a document whose day was closed', async () => {
    const erp = createScriptedErp();
    const firstOpen = parsePlainDate('2026-12-01');
    if (firstOpen === undefined) throw new Error('no such day');
    erp.closeBefore(firstOpen);
    const posted: Posting[] = [];
    const post = (moved: Posting): Promise<PostOutcome> => {
      posted.push(moved);
      return erp.post(moved);
    };
    const closed = { kind: 'rejected' as const, problem: PERIOD_CLOSED };
    const policy = { erp, closedPeriods: 'first-open-day' as const };
    await postOnFirstOpenDay(policy, posting(invoice(WITH_SHIPPING), using), closed, post, {});
    expect(posted).toHaveLength(1);
    for (const moved of posted) expectShown(written(moved));
  });

  it('shows nothing else', () => {
    expect(CODE_BLOCKS).toHaveLength(1 + EXAMPLES);
  });
});

/** As many as the tests above look for. */
const EXAMPLES = 8;

function expectShown(text: string): void {
  expect(CODE_BLOCKS.map((block) => block.text.trim())).toContain(text);
}

function rulesOfTheDocs(): AccountingRules {
  const yaml = CODE_BLOCKS.find(({ kind }) => kind === 'yaml')?.text ?? '';
  const { systems, company } = configFileSchema.parse(parseYaml(yaml));
  const { country: homeCountry, timeZone } = company;
  return toRules(systems['acme']?.accounting, { homeCountry, timeZone, goLive: NO_GO_LIVE });
}

function posting(document: TraedeDocument, rules: AccountingRules): Posting {
  const mapped = toPosting(document, keyOf(document), rules);
  if (!mapped.ok) throw new Error(mapped.problem.message);
  return mapped.posting;
}

/** A posting as the docs write it down. */
function written(one: Posting): string {
  if (one.kind === 'journal-entry') {
    const lines = one.lines.map(({ account, debit, credit, text, customer }) => {
      const side = debit.gt(credit) ? 'debit' : 'credit';
      const amount = debit.plus(credit).toFixed(2).padStart(7);
      const whose = customer === undefined ? '' : `customer ${customer.number}  `;
      return `  ${account}  ${side.padStart(6)} ${amount}  ${whose}${text}`;
    });
    return [`journal entry ${one.text}, ${one.date}, ${one.currency}`, ...lines].join('\n');
  }
  const { net, tax, total } = one.totals;
  const corrects = one.corrects === null ? '' : `, corrects ${one.corrects}`;
  return [
    `${one.kind} ${one.documentNumber}, ${one.date}, ${one.currency}, payment term ${one.paymentTerm ?? 'none'}${corrects}`,
    ...one.lines.map(
      (each) =>
        `  ${each.account}  ${each.net.toFixed(2).padStart(7)}  ${each.taxCode}  VAT ${each.tax.toFixed(2)}  ${each.description}`,
    ),
    `  net ${net.toFixed(2)}, VAT ${tax.toFixed(2)}, total ${total.toFixed(2)}`,
  ].join('\n');
}
