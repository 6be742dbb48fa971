import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { AccountingRules, RevenueRule } from './rules';
import type { Zone } from './zones';

/** What a revenue rule can look at. */
export interface Sale {
  readonly zone: Zone;
  readonly orderType: string | null;
  readonly itemNumber: string | null;
}

export function revenueAccountFor(rules: AccountingRules, sale: Sale, subject: string): Outcome<string> {
  const rule = rules.revenue.find((candidate) => matches(candidate, sale));
  if (rule !== undefined) return accepted(rule.account);
  const orderType = sale.orderType ?? 'none';
  const item = sale.itemNumber ?? 'none';
  return refused(
    'account-missing',
    `${subject}: no revenue account is configured for a line in the zone "${sale.zone}" (order type ${orderType}, ` +
      `item number ${item}).`,
    `Add to accounting.revenue a line that matches, such as \`- {zone: ${sale.zone}, account: …}\`, then resync the ` +
      'document.',
  );
}

function matches(rule: RevenueRule, sale: Sale): boolean {
  return (
    (rule.zone === undefined || rule.zone === sale.zone) &&
    (rule.orderType === undefined || rule.orderType === sale.orderType) &&
    (rule.itemNumber === undefined || rule.itemNumber === sale.itemNumber)
  );
}
