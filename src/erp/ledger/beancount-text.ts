import type { AccountKind } from './chart';

/** Beancount has five kinds of accounts; what a journal entry opened without saying its kind stands in equity. */
const ROOTS: Readonly<Record<AccountKind, string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  expense: 'Expenses',
  unclassified: 'Equity:Unclassified',
};

/**
 * `Income:1010`. Two account numbers never share a name: any character that beancount's names cannot hold, the hyphen
 * included, is written as its code point between hyphens (`10.10` → `10-2E-10`). A name must begin with a digit or a
 * capital letter; others get `X--` in front.
 */
export function beancountAccount(kind: AccountKind, number: string): string {
  const component = number.replace(/[^A-Za-z0-9]/gu, escapedCodePoint);
  return `${ROOTS[kind]}:${/^[A-Z0-9]/.test(component) ? component : `X--${component}`}`;
}

function escapedCodePoint(character: string): string {
  return `-${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}-`;
}

/** A quoted string on one line: line breaks and other control characters become blanks. */
export function beancountString(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return `"${line.replace(/["\\]/g, '\\$&')}"`;
}
