import type { Decimal } from '../money';
import { configLine, TO_FILL_IN } from './config-line';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { LineKind } from './posting';
import type { AccountingRules } from './rules';
import { standardRates } from './vat-rates';
import type { KnownRates } from './vat-rates';
import type { Zone } from './zones';

/** The rates that a line of this zone may have: the configured ones are the likely ones, where any are. */
export function knownRates(rules: AccountingRules, zone: Zone, country: string | null): KnownRates {
  const standard = standardRates(zone, rules.homeCountry, country);
  if (rules.taxCodes === 'derive') return standard;
  const likely: Decimal[] = [];
  for (const { zone: of, rate } of rules.taxCodes)
    if (of === zone && !isAmong(rate, likely)) likely.push(rate);
  const other = [...standard.likely, ...standard.other].filter((rate) => !isAmong(rate, likely));
  return { likely, other };
}

function isAmong(rate: Decimal, rates: readonly Decimal[]): boolean {
  return rates.some((known) => known.eq(rate));
}

/** The ERP's VAT code for a line, chosen by zone, rate and kind: a rate alone does not say what kind of sale it was. */
export function taxCodeFor(
  rules: AccountingRules,
  sale: { readonly zone: Zone; readonly rate: Decimal; readonly kind: LineKind },
  subject: string,
): Outcome<string> {
  const { zone, rate, kind } = sale;
  if (rules.taxCodes === 'derive') return accepted(`${zone}-${rate.toFixed()}`);
  const matching = rules.taxCodes.filter((rule) => rule.zone === zone && rule.rate.eq(rate));
  const rule =
    matching.find((candidate) => candidate.lineKind === kind) ??
    matching.find((candidate) => candidate.lineKind === undefined);
  if (rule !== undefined) return accepted(rule.code);
  const line = configLine({ zone, rate, code: TO_FILL_IN });
  return refused(
    'tax-code-missing',
    `${subject}: no VAT code is configured for ${kind} lines at ${rate.toFixed()} % in the zone "${zone}".`,
    `Add to accounting.taxCodes the line \`${line}\` with the ERP's VAT code ` +
      '(or correct the VAT in TRAEDE if the rate is wrong), then resync the document.',
  );
}
