import { ZERO } from '../money';
import type { Decimal } from '../money';
import { chargeComponents, hasAmount, ratesByNet } from './components';
import type { Component } from './components';
import type { Header } from './header';
import { readingWithinRounding } from './vat-rounding';
import { taxesOf, vatReadings } from './vat-readings';
import type { VatReading } from './vat-readings';

/** How the document's VAT comes about. */
export interface CheckedVat {
  /** What it is reckoned on: `priced`, then shipping and handling fee. */
  readonly components: readonly Component[];
  /** VAT of each component, in cents. */
  readonly taxes: readonly Decimal[];
  /** What the header's VAT has beyond these; zero where they add up. */
  readonly difference: Decimal;
}

/** A document has one or two rates, rarely three. More are not tried on shipping and fee, lest any amount fit. */
const MAX_CHARGE_RATES = 4;

/**
 * The reading that gives the header's VAT exactly; else the header's VAT itself, where rounding explains it; else the
 * reading that comes nearest. TRAEDE does not say how it rounds, nor at which rates shipping and fee are taxed: each
 * plausible way is computed.
 * @param priced lines and discount
 * @param likelyRates for shipping and fee where the lines tell no rate
 * @param options allowRounding: whether an amount that no reading gives may be explained by rounding
 */
export function checkVat(
  priced: readonly Component[],
  header: Header,
  likelyRates: readonly Decimal[],
  options: { readonly allowRounding: boolean },
): CheckedVat {
  const variants = chargeRates(priced, header, likelyRates).map((rates) => [
    ...priced,
    ...chargeComponents(header, rates),
  ]);
  const nearest = nearestReading(variants, header.vat);
  const isExact = nearest?.total.eq(header.vat) === true;
  const rounded = isExact || !options.allowRounding ? undefined : roundedReading(variants, header.vat);
  const reading = rounded ?? nearest;
  if (reading === undefined)
    return { components: priced, taxes: priced.map(() => ZERO), difference: header.vat };
  return {
    components: reading.components,
    taxes: taxesOf(reading),
    difference: header.vat.minus(reading.total),
  };
}

/** The first that gives `vat` exactly, or else the one nearest to it. */
function nearestReading(variants: readonly (readonly Component[])[], vat: Decimal): VatReading | undefined {
  let nearest: { readonly reading: VatReading; readonly distance: Decimal } | undefined;
  for (const components of variants) {
    for (const reading of vatReadings(components)) {
      const distance = vat.minus(reading.total).abs();
      if (distance.eq(ZERO)) return reading;
      if (nearest === undefined || distance.lt(nearest.distance)) nearest = { reading, distance };
    }
  }
  return nearest?.reading;
}

/** The first that rounding explains: the document's main rate on shipping and fee goes first. */
function roundedReading(variants: readonly (readonly Component[])[], vat: Decimal): VatReading | undefined {
  for (const components of variants) {
    const reading = readingWithinRounding(components, vat);
    if (reading !== undefined) return reading;
  }
  return undefined;
}

interface ChargeRates {
  readonly shipping: Decimal;
  readonly handlingFee: Decimal;
}

/** Both at one rate first, the document's main rate before the others and zero last; then at different rates. */
function chargeRates(
  priced: readonly Component[],
  header: Header,
  likelyRates: readonly Decimal[],
): readonly ChargeRates[] {
  if (header.shipping.eq(ZERO) && header.handlingFee.eq(ZERO)) return [{ shipping: ZERO, handlingFee: ZERO }];
  const ofLines = ratesByNet(priced.filter(hasAmount)).map(({ rate }) => rate);
  const known = ofLines.length === 0 ? likelyRates : ofLines.slice(0, MAX_CHARGE_RATES);
  const candidates = [...known.filter((rate) => !rate.eq(ZERO)), ZERO];
  const same = candidates.map((rate) => ({ shipping: rate, handlingFee: rate }));
  if (header.shipping.eq(ZERO) || header.handlingFee.eq(ZERO) || ofLines.length === 0) return same;
  const mixed = candidates.flatMap((shipping) =>
    candidates.filter((rate) => !rate.eq(shipping)).map((handlingFee) => ({ shipping, handlingFee })),
  );
  return [...same, ...mixed];
}
