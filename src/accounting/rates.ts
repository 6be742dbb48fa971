import { decimal, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import type { TraedeLine } from '../traede/document';
import { vatOfLine } from './line-check';
import { HALF_CENT, roundingOf } from './precision';
import type { KnownRates } from './vat-rates';

const HUNDRED = decimal(100);

/** Multiplying is cheaper than dividing, and exact. */
export const ONE_PERCENT = decimal('0.01');

/** The highest VAT rate in Europe is 27 %; a rate far above it is no rate but a wrong amount. */
const HIGHEST_SANE_RATE = decimal(50);

/** Line VAT is the difference of two totals, each of which may have been rounded to cents. */
const ROUNDING_OF_DIFFERENCE = HALF_CENT.plus(HALF_CENT);

/** A rate that nobody knows is read to this many decimals at most: no country has a finer one. */
const RATE_DECIMALS = 2;

/**
 * The VAT rate of each line, in percent. TRAEDE gives amounts only, and a small amount fits many rates (0.01 on 0.03),
 * so the rate is chosen among `knownRates`: the one that explains the most of the document goes first. Where none
 * fits, the line's own quotient is taken; `undefined` where that is no sane rate either.
 */
export function lineRates(
  lines: readonly TraedeLine[],
  knownRates: KnownRates,
): readonly (Decimal | undefined)[] {
  const evidence = lines.map(evidenceOf);
  const ranked = rankRates(evidence, knownRates);
  const rates = evidence.map((line) => ranked.find((rate) => explains(rate, line)));
  const further = furtherRates(evidence.filter((_, index) => rates[index] === undefined));
  return evidence.map(
    (line, index) =>
      (rates[index] ?? further.find((rate) => explains(rate, line)))?.percent ?? quotient(line),
  );
}

/** What a line tells about its rate. */
interface Evidence {
  readonly net: Decimal;
  readonly vat: Decimal;
  readonly units: Decimal;
  readonly unitNet: Decimal;
  readonly unitVat: Decimal;
  /** The most by which rounding moved the unit's amounts. */
  readonly roundingOfUnitNet: Decimal;
  readonly roundingOfUnitVat: Decimal;
  /** No rate below 100 % lets it explain more of the unit's VAT than this. */
  readonly mostUnitRounding: Decimal;
}

function evidenceOf(line: TraedeLine): Evidence {
  const roundingOfUnitNet = roundingOf(line.unitNetPrice);
  const roundingOfUnitVat = roundingOf(line.unitVatAmount);
  return {
    net: line.totalPrice,
    vat: vatOfLine(line),
    units: line.quantity.abs(),
    unitNet: line.unitNetPrice,
    unitVat: line.unitVatAmount,
    roundingOfUnitNet,
    roundingOfUnitVat,
    mostUnitRounding: roundingOfUnitNet.plus(roundingOfUnitVat),
  };
}

/** A rate in percent, and the factor that makes VAT of net: each is multiplied with every line. */
interface Rate {
  readonly percent: Decimal;
  readonly factor: Decimal;
}

function toRate(percent: Decimal): Rate {
  return { percent, factor: percent.times(ONE_PERCENT) };
}

/**
 * The rates that explain the most net first. Among equals the likely ones go first, then those that need no rounding of
 * units to explain it, then the order of `knownRates` holds. Rates that explain nothing are left out.
 */
function rankRates(lines: readonly Evidence[], knownRates: KnownRates): readonly Rate[] {
  const tiers = [...tierOf(lines, knownRates.likely, 1), ...tierOf(lines, knownRates.other, 0)];
  tiers.sort((a, b) => b.net.cmp(a.net) || b.likelihood - a.likelihood || b.withinLine.cmp(a.withinLine));
  return tiers.map(({ rate }) => rate);
}

interface RankedRate {
  readonly rate: Rate;
  readonly likelihood: number;
  /** Net of the lines that the rate explains: in any way, and without rounding of units. */
  readonly net: Decimal;
  readonly withinLine: Decimal;
}

function tierOf(
  lines: readonly Evidence[],
  percents: readonly Decimal[],
  likelihood: number,
): readonly RankedRate[] {
  return percents.map(toRate).flatMap((rate) => {
    const by = lines.filter((line) => explains(rate, line));
    if (by.length === 0) return [];
    const withinLine = netOf(by.filter((line) => explainsWithinLine(rate, line)));
    return [{ rate, likelihood, net: netOf(by), withinLine }];
  });
}

function netOf(lines: readonly Evidence[]): Decimal {
  return sum(lines.map((line) => line.net.abs()));
}

/** The quotients of lines that no known rate explains, those of large lines first: they are the most precise. */
function furtherRates(lines: readonly Evidence[]): readonly Rate[] {
  const rates: Rate[] = [];
  for (const line of lines.toSorted((a, b) => b.net.abs().cmp(a.net.abs()))) {
    if (rates.some((rate) => explains(rate, line))) continue;
    const percent = quotient(line);
    if (percent !== undefined) rates.push(toRate(percent));
  }
  return rates;
}

/** VAT / net in percent, with as few decimals as explain the line. */
function quotient(line: Evidence): Decimal | undefined {
  if (line.net.eq(ZERO)) return undefined;
  const exact = line.vat.times(HUNDRED).div(line.net);
  if (exact.lt(ZERO) || exact.gt(HIGHEST_SANE_RATE)) return undefined;
  const candidates = Array.from({ length: RATE_DECIMALS + 1 }, (_, decimals) => exact.round(decimals));
  return candidates.find((percent) => explains(toRate(percent), line)) ?? exact.round(RATE_DECIMALS);
}

/**
 * Whether rounding of unit and line explains both the unit's and the line's VAT at this rate. Some fifty rates are tried on every
 * line, and few fit: most are told apart by one multiplication.
 */
function explains({ percent, factor }: Rate, line: Evidence): boolean {
  const unitDifference = line.unitVat.minus(line.unitNet.times(factor)).abs();
  if (percent.lt(HUNDRED) && unitDifference.gt(line.mostUnitRounding)) return false;
  const unitRounding = line.roundingOfUnitVat.plus(factor.times(line.roundingOfUnitNet));
  if (unitDifference.gt(unitRounding)) return false;
  return differenceAt(factor, line).lte(line.units.times(unitRounding).plus(ROUNDING_OF_DIFFERENCE));
}

function explainsWithinLine({ factor }: Rate, line: Evidence): boolean {
  return differenceAt(factor, line).lte(ROUNDING_OF_DIFFERENCE);
}

function differenceAt(factor: Decimal, line: Evidence): Decimal {
  return line.vat.minus(line.net.times(factor)).abs();
}
