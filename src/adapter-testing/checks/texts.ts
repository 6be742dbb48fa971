import { check, checkIfAble, checksOf, type Check } from '../check';
import { expectPosted } from '../expectations';

/** What stands in product names, remarks and customers' names of real shops, and what is meant to do harm. */
const TEXTS: Readonly<Record<string, string>> = {
  'letters beyond ASCII': 'Skjorte æøå ÆØÅ, Größe „L“, 衬衫, рубашка',
  emoji: 'Shirt 👕👩‍👩‍👧 🇩🇰',
  'right-to-left text': 'قميص \u202Eabc\u202C ×3',
  'control characters': 'Shirt\u0007\u001B[31m\u0008\u007F red',
  'line breaks': 'Shirt\r\nblue\nsize L\ttall',
  NUL: 'Shirt\u0000blue',
  'half a surrogate pair': 'Shirt \uD83D',
  'a spreadsheet formula': '=HYPERLINK("http://127.0.0.1/","total")',
  markup: '<script>alert(1)</script>&amp;<b>',
  'quotes and escapes': `'; drop table invoices; -- " \\ \\" \${x} %s {{x}} "},{"net":"0.01"}`,
  'an empty text': '',
  blanks: '   ',
};

/** Beyond any field of any ERP. */
const LONG_TEXT = 'A very long description. '.repeat(4_000);

/** A text is what its author wrote: it breaks nothing and changes no amount. How much of it the ERP keeps is free. */
export const TEXT_CHECKS: readonly Check[] = checksOf('texts', [
  ...Object.entries({ ...TEXTS, 'a hundred thousand characters': LONG_TEXT }).map(([name, text]) =>
    check(`${name} on an invoice`, async (context) => {
      const customer = { ...context.facts.customers.domestic, name: text };
      const lines = [{ net: '149.00', description: text }, { net: '1.01' }];
      await expectPosted(context, context.documents.invoice({ lines, customer }));
    }),
  ),
  // The text of an entry is all that many ERPs offer to write its reference into.
  checkIfAble('journal-entries', 'all of them on journal entries', async (context) => {
    for (const text of [...Object.values(TEXTS), LONG_TEXT]) {
      await expectPosted(context, context.documents.journalEntry({ text }));
    }
  }),
]);
