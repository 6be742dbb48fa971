import { decimal, ZERO } from '../money';
import type { Decimal } from '../money';
import type { CheckedAmounts } from './amounts-check';
import type { Component } from './components';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { SalesLine } from './posting';
import { revenueAccountFor } from './revenue-account';
import type { AccountingRules } from './rules';
import { taxCodeFor } from './tax-codes';
import type { Zone } from './zones';

/** What the accounts and VAT codes of a document's lines depend on. */
export interface SaleContext {
  readonly zone: Zone;
  readonly orderType: string | null;
  /** How problems call the document: `Invoice 10001`. */
  readonly subject: string;
}

type UncodedLine = Omit<SalesLine, 'taxCode'>;

/** The lines as they are booked: each with its account and VAT code. The first that has none is the problem. */
export function salesLines(
  amounts: CheckedAmounts,
  rules: AccountingRules,
  context: SaleContext,
): Outcome<readonly SalesLine[]> {
  const lines: SalesLine[] = [];
  for (const uncoded of uncodedLines(amounts, rules, context)) {
    if (!uncoded.ok) return uncoded;
    const line = uncoded.value;
    const code = taxCodeFor(
      rules,
      { zone: context.zone, rate: line.taxRate, kind: line.kind },
      context.subject,
    );
    if (!code.ok) return code;
    lines.push({ ...line, taxCode: code.value });
  }
  return accepted(lines);
}

function* uncodedLines(
  amounts: CheckedAmounts,
  rules: AccountingRules,
  context: SaleContext,
): Generator<Outcome<UncodedLine>> {
  for (const [index, component] of amounts.components.entries()) {
    const { kind, description, itemNumber, quantity, unitPrice, net, rate: taxRate } = component;
    const tax = amounts.taxes[index] ?? ZERO;
    const account = accountOf(component, rules, context);
    yield account.ok
      ? accepted({
          kind,
          description,
          itemNumber,
          quantity,
          unitPrice,
          net,
          taxRate,
          tax,
          account: account.value,
        })
      : account;
  }
  if (!amounts.rounding.eq(ZERO)) yield roundingLine(amounts.rounding, rules, context.subject);
}

function accountOf(component: Component, rules: AccountingRules, context: SaleContext): Outcome<string> {
  switch (component.kind) {
    case 'product': {
      const { zone, orderType, subject } = context;
      const { itemNumber, productGroup } = component;
      return revenueAccountFor(rules, { zone, orderType, itemNumber, productGroup }, subject);
    }
    case 'discount':
      return accepted(rules.accounts.discount);
    case 'shipping':
      return accepted(rules.accounts.shipping);
    case 'handling-fee':
      return accepted(rules.accounts.handlingFee);
  }
}

function roundingLine(net: Decimal, rules: AccountingRules, subject: string): Outcome<UncodedLine> {
  if (rules.rounding === null) {
    return refused(
      'account-missing',
      `${subject}: no account is configured for a rounding difference.`,
      'Add to accounting the line `rounding: { account: …, limit: … }`, then resync the document.',
    );
  }
  return accepted({
    kind: 'rounding',
    description: 'Rounding',
    itemNumber: null,
    quantity: decimal(1),
    unitPrice: net,
    net,
    taxRate: ZERO,
    tax: ZERO,
    account: rules.rounding.account,
  });
}
