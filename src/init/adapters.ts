/** What `init` asks of each adapter, and where its secrets are: the rest has defaults. */

export interface AdapterQuestion {
  /** Key under `erp` in the configuration, and name of the flag. */
  readonly key: string;
  readonly question: string;
  /** What most installations have; absent: it has to be said. */
  readonly usual?: string;
  /** May stay empty: then it is left out. */
  readonly optional?: true;
}

export interface AdapterSetUp {
  readonly questions: readonly AdapterQuestion[];
  /** Variables that hold secrets, as the adapter's own default names them. */
  readonly secrets: readonly { readonly variable: string; readonly what: string }[];
  /** Books of others, in which accounts and VAT codes are there already: they must be mapped. */
  readonly mapped: boolean;
}

const company: AdapterQuestion = {
  key: 'company',
  question: 'Name of the company in the ERP (empty: the only one that the user sees)',
  optional: true,
};

export const BUILT_IN_ADAPTERS: Readonly<Record<string, AdapterSetUp>> = {
  ledger: { questions: [], secrets: [], mapped: false },
  tryton: {
    questions: [
      { key: 'url', question: 'Address of the Tryton server, without database' },
      { key: 'database', question: 'Name of the database' },
      { key: 'user', question: 'Login of a user of its own, in the group Accounting' },
      { key: 'series', question: 'Series of Tryton: 6.0, or 8.2 for the current one', usual: '8.2' },
      company,
    ],
    secrets: [{ variable: 'TRYTON_PASSWORD', what: 'password of the user in Tryton' }],
    mapped: true,
  },
  odoo: {
    questions: [
      { key: 'url', question: 'Address of the Odoo server, without database' },
      { key: 'database', question: 'Name of the database' },
      {
        key: 'api',
        question: 'Way of speaking: json-2 for Odoo 19 and later, json-rpc for 14 to 18',
        usual: 'json-2',
      },
      { key: 'user', question: 'Login of a user of its own (json-2: leave it empty)', optional: true },
      company,
    ],
    secrets: [{ variable: 'ODOO_API_KEY', what: 'API key of the user in Odoo' }],
    mapped: true,
  },
  http: {
    questions: [
      { key: 'url', question: 'Address of your endpoints (<url>/postings, <url>/lookup, <url>/health)' },
    ],
    secrets: [{ variable: 'ERP_SIGNING_KEY', what: 'key of the signatures: openssl rand -hex 32' }],
    mapped: false,
  },
};

/** An adapter of the user's own asks its own questions: they stand under `options`. */
const OWN: AdapterSetUp = { questions: [], secrets: [], mapped: true };

export function adapterSetUp(adapter: string): AdapterSetUp {
  return Object.hasOwn(BUILT_IN_ADAPTERS, adapter) ? (BUILT_IN_ADAPTERS[adapter] ?? OWN) : OWN;
}
