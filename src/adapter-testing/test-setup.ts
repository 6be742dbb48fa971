import type { AdapterSetup } from '../erp/own';
import { rateOf, type ErpFacts, type TaxCode } from './facts';
import type { ConnectOptions } from './subject';

export interface TestSetupOptions {
  /** As they would stand in the configuration. */
  readonly options?: unknown;
  /** What the environment would hold, by variable. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Default `right`: `mistaken` names {@link ErpFacts.mistake} as one of the mapping's accounts. */
  readonly configuration?: ConnectOptions['configuration'];
}

/** What an adapter of your own would be made with, if a configuration named all that the facts do. */
export function testSetup(
  facts: ErpFacts,
  { options, secrets = {}, configuration = 'right' }: TestSetupOptions = {},
): AdapterSetup {
  const { journal, ...single } = facts.accounts;
  const texts: readonly (string | undefined)[] = Object.values(single);
  const mistake = configuration === 'mistaken' && facts.mistake !== undefined ? [facts.mistake] : [];
  const accounts = [...texts.filter((text) => text !== undefined), ...(journal ?? []), ...mistake];
  const taxCodes: readonly (TaxCode | undefined)[] = Object.values(facts.taxCodes);
  return {
    systemId: 'conformance-kit',
    options,
    secret(variable) {
      const value = secrets[variable];
      if (value === undefined) throw new Error(`the test gives no secret ${variable}`);
      return value;
    },
    accounts: [...new Set(accounts)],
    taxCodes: taxCodes
      .filter((taxCode) => taxCode !== undefined)
      .map((taxCode) => ({ code: taxCode.code, rate: rateOf(taxCode) })),
    currencies: [facts.currency, ...(facts.foreignCurrency === undefined ? [] : [facts.foreignCurrency])],
    paymentTerms: [],
    unlinkedCreditNotes: 'reject',
  };
}
