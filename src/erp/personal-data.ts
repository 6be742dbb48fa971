import type { Customer, Posting } from '../accounting/posting';

/**
 * What an ERP may quote of a posting, and must not come into a problem: names and VAT numbers of customers, and the texts of
 * entries, into which people write names.
 */
export function personalDataOf(posting: Posting): readonly string[] {
  if (posting.kind !== 'journal-entry') return ofCustomer(posting.customer);
  const lines = posting.lines.flatMap(({ text, customer }) =>
    customer === undefined ? [text] : [text, ...ofCustomer(customer)],
  );
  return [...new Set([posting.text, ...lines])];
}

function ofCustomer({ name, vatNumber }: Customer): readonly string[] {
  return vatNumber === null ? [name] : [name, vatNumber];
}
