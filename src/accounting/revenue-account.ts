import { configLine, TO_FILL_IN } from './config-line';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { AccountingRules, RevenueRule } from './rules';
import type { Zone } from './zones';

/** What a revenue rule can look at. */
export interface Sale {
  readonly zone: Zone;
  readonly orderType: string | null;
  readonly itemNumber: string | null;
  readonly productGroup: readonly string[];
}

export function revenueAccountFor(rules: AccountingRules, sale: Sale, subject: string): Outcome<string> {
  const rule = rules.revenue.find((candidate) => matches(candidate, sale));
  if (rule !== undefined) return accepted(rule.account);
  const { zone, orderType, itemNumber, productGroup } = sale;
  return refused(
    'account-missing',
    `${subject}: no revenue account is configured for a line in the zone "${zone}" (order type ${orderType ?? 'none'}, ` +
      `product group ${productGroup[0] ?? 'none'}, item number ${itemNumber ?? 'none'}).`,
    `Add to accounting.revenue a line that matches, such as \`${missingLine(rules, sale)}\`, then resync the document.`,
  );
}

function matches(rule: RevenueRule, sale: Sale): boolean {
  return (
    (rule.zone === undefined || rule.zone === sale.zone) &&
    (rule.orderType === undefined || rule.orderType === sale.orderType) &&
    (rule.productGroup === undefined || sale.productGroup.includes(rule.productGroup)) &&
    (rule.itemNumber === undefined || rule.itemNumber === sale.itemNumber)
  );
}

/**
 * By what the brand's other rules tell sales apart, and no more: a line for each item number would be a cause for each
 * item.
 */
function missingLine({ revenue }: AccountingRules, { zone, orderType, productGroup }: Sale): string {
  const tellsApart = (condition: 'orderType' | 'productGroup') =>
    revenue.some((rule) => rule[condition] !== undefined);
  return configLine({
    zone,
    orderType: tellsApart('orderType') ? (orderType ?? undefined) : undefined,
    productGroup: tellsApart('productGroup') ? productGroup[0] : undefined,
    account: TO_FILL_IN,
  });
}
