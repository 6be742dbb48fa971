import type { Chart } from '../../erp/adapter';
import { checkIfAble, checksOf, missingMethod, type Check, type CheckContext } from '../check';
import { fail } from '../expectations';
import { rateOf, type Facts, type TaxCode } from '../facts';

/** What `init` proposes a first configuration from. It may hold more than the facts name, never less. */
export const CHART_CHECKS: readonly Check[] = checksOf('chart', [
  checkIfAble(
    'chart',
    'tells the currency of the books, and every currency that may be booked',
    async (context) => {
      const { currency, foreignCurrency } = context.facts;
      const { currency: told, currencies } = await chartOf(context);
      if (told !== currency) fail(`chart says that the books are kept in ${told}; they are in ${currency}.`);
      const foreign =
        foreignCurrency === undefined || !context.isAble('foreign-currency') ? [] : [foreignCurrency];
      expectAll('currencies', [currency, ...foreign], currencies);
    },
  ),
  checkIfAble('chart', 'tells every account that the facts name', async (context) => {
    const { accounts } = await chartOf(context);
    const numbers = accounts.map(({ number }) => number);
    expectAll('accounts', accountsOf(context.facts), numbers);
    const twice = numbers.find((number, index) => numbers.indexOf(number) !== index);
    if (twice !== undefined) fail(`chart tells the account ${twice} twice.`);
  }),
  checkIfAble('chart', 'tells every VAT code with its rate', async (context) => {
    const told = new Map((await chartOf(context)).taxCodes.map((taxCode) => [taxCode.code, taxCode.rate]));
    const known: readonly (TaxCode | undefined)[] = Object.values(context.facts.taxCodes);
    const taxCodes = known.filter((taxCode) => taxCode !== undefined);
    expectAll(
      'VAT codes',
      taxCodes.map(({ code }) => code),
      [...told.keys()],
    );
    for (const taxCode of taxCodes) {
      const rate = told.get(taxCode.code);
      if (rate !== undefined && !rate.eq(rateOf(taxCode)))
        fail(
          `chart says ${rate.toFixed()} for the VAT code ${taxCode.code}; its rate is ${taxCode.rate}, in percent.`,
        );
    }
  }),
]);

async function chartOf({ adapter }: CheckContext): Promise<Chart> {
  if (adapter.chart === undefined) return missingMethod('chart', 'chart');
  return adapter.chart();
}

function accountsOf({ accounts: { journal, ...others } }: Facts): readonly string[] {
  const texts: readonly (string | undefined)[] = Object.values(others);
  return [...new Set([...texts.filter((text) => text !== undefined), ...(journal ?? [])])];
}

function expectAll(what: string, expected: readonly string[], told: readonly string[]): void {
  const missing = expected.filter((key) => !told.includes(key));
  if (missing.length === 0) return;
  fail(`chart lacks the ${what} ${missing.join(', ')}: go on from page to page until there is none.`);
}
