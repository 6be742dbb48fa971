/**
 * What not every ERP can do, or not every author can show. Whoever declares one of these as impossible gives a reason;
 * the kit names it in its output, and where a document is concerned it makes sure that the adapter refuses what it
 * cannot do, rather than post something else.
 */
export const ABILITIES = {
  'journal-entries': 'post journal entries',
  'customers-on-entries': "post a journal entry on a customer's account",
  'credit-notes-without-invoice': 'post a credit note that names no invoice',
  'linked-credit-notes': 'link a credit note to its invoice, and refuse one whose invoice it does not hold',
  'foreign-currency': 'post in a foreign currency',
  'several-tax-rates': 'post two VAT rates on one invoice',
  'eu-sales': 'post a sale to another EU country',
  'export-sales': 'post an export',
  'untaxed-lines': 'post a line without VAT beside lines with VAT',
  'corrected-tax': 'post a VAT that is a cent off rate × net',
  'zero-invoices': 'post an invoice of zero',
  'negative-lines': 'post a line below zero',
  'large-amounts': 'post an amount of 99,999,999.99',
  'refuse-unknown-accounts': 'know its accounts',
  'refuse-unknown-tax-codes': 'know its VAT codes',
  'refuse-unknown-customers': 'know its customers',
  'refuse-unknown-currencies': 'know its currencies',
  'closed-periods': 'hold a period closed',
  preflight: 'be asked beforehand what it would refuse (a dry run then says that the ERP was not asked)',
  'first-open-day':
    'say which day is the first open one (documents of closed periods then wait for a person)',
  chart: 'tell its accounts, VAT codes and currencies (a first configuration is then written by hand)',
  adoption:
    'let documents be entered past the adapter (what it does with those of others is then not looked at)',
  wire: 'let calls to the ERP go wrong',
  'wrong-credentials': 'be opened with wrong credentials',
  'planted-mistake': 'be configured wrongly',
  drafts: 'hold a draft under a reference',
  'independent-count': "be asked past the adapter (what stands here is counted by the adapter's own list)",
  'see-links': 'show past the adapter which invoice a credit note corrects',
} as const;

export type Ability = keyof typeof ABILITIES;

/** Ability → why not, as shown in the kit's output: `{ 'foreign-currency': 'the books are kept in DKK only' }`. */
export type Inabilities = Readonly<Partial<Record<Ability, string>>>;
