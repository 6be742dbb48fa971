import { createHash } from 'node:crypto';
import type { Customer, Posting } from '../accounting/posting';
import type { DocumentType } from '../document';
import type { UnlinkedDocument } from '../erp/adoption';
import { formatAmount, type Decimal } from '../money';
import type { PlainDate } from '../plain-date';

/**
 * By what documents are found to be the same. Keys are digests: the texts of documents may hold names, and are compared,
 * never kept.
 */
export interface Keys {
  /** One in common makes two documents candidates for each other. */
  readonly exact: readonly string[];
  /** Of entries: one in common, and no exact one, is worth a look. */
  readonly near: readonly string[];
}

/** What an entry's keys are made of. */
interface Entry {
  readonly date: PlainDate;
  readonly currency: string;
  readonly total: Decimal;
}

/** White space and case do not count; everything else does. */
export function normalised(text: string): string {
  return text.trim().replace(/\s+/gu, ' ').toLowerCase();
}

/**
 * Sales documents by their number, as it is or as the title `Invoice 10042`. Entries have none: by their text, day and
 * amount together.
 */
export function keysOfDocument(
  documentType: DocumentType,
  number: string | null,
  posting: Posting | undefined,
): Keys {
  switch (documentType) {
    case 'accounting-entry':
      return posting?.kind === 'journal-entry'
        ? entryKeys([posting.text], { ...posting, total: posting.amount.abs() })
        : { exact: [], near: [] };
    case 'invoice':
    case 'credit-note':
      return {
        exact: numberKeys(number === null ? [] : [number, `${TITLES[documentType]} ${number}`]),
        near: [],
      };
  }
}

const TITLES = { invoice: 'Invoice', 'credit-note': 'Credit note' } as const;

/** A journal entry may be an accounting entry, or an invoice that is booked as one. */
export function keysOfUnlinked({ kind, number, texts, ...entry }: UnlinkedDocument): Keys {
  const numbers = numberKeys([number, ...texts]);
  if (kind !== 'journal-entry') return { exact: numbers, near: [] };
  const { exact, near } = entryKeys(texts, entry);
  return { exact: [...numbers, ...exact], near };
}

function numberKeys(texts: readonly string[]): readonly string[] {
  return digests(wanted(texts).map((text) => ['number', text]));
}

function entryKeys(texts: readonly string[], { date, currency, total }: Entry): Keys {
  const amount = formatAmount(total);
  const all = wanted(texts);
  return {
    exact: digests(all.map((text) => ['entry', text, date, amount, currency])),
    near: digests(
      all.flatMap((text) => [
        ['amount', text, amount, currency],
        ['day', text, date],
      ]),
    ),
  };
}

function wanted(texts: readonly string[]): readonly string[] {
  return texts.map(normalised).filter((text) => text !== '');
}

/** All names by which an ERP may know the customer: one in common is the same customer. Null: no customer is named. */
export function customerKeysOfPosting(posting: Posting): readonly string[] | null {
  const customer =
    posting.kind === 'journal-entry'
      ? posting.lines.find((line) => line.customer !== undefined)?.customer
      : posting.customer;
  return customer === undefined ? null : customerKeys(customer);
}

function customerKeys({ number, vatNumber, name }: Customer): readonly string[] {
  const vat = vatNumber === null ? [] : [['vatNumber', vatNumber]];
  return digests([['number', number], ['name', name], ...vat]);
}

export function customerKeysOfUnlinked({ customer }: UnlinkedDocument): readonly string[] | null {
  return customer === null ? null : digests(customer.values.map((value) => [customer.by, value]));
}

const DIGEST_LENGTH = 32;

/** Each once. Customers' numbers and names count to the letter, but for white space around them. */
function digests(parts: readonly (readonly string[])[]): readonly string[] {
  const texts = parts.map((part) => JSON.stringify(part.map((text) => text.trim())));
  return [...new Set(texts)].map((text) =>
    createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH),
  );
}
