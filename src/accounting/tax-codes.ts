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
  const configured = rules.taxCodes.filter((rule) => rule.zone === zone).map((rule) => rule.rate);
  const isNew = (rate: Decimal, index: number, all: readonly Decimal[]): boolean =>
    all.findIndex((other) => other.eq(rate)) === index;
  const all = [...configured, ...standard.likely, ...standard.other].filter(isNew);
  const likely = configured.filter(isNew);
  return { likely, other: all.slice(likely.length) };
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
