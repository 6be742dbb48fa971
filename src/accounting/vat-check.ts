import { ZERO } from '../money';
import type { Decimal } from '../money';
import { chargeComponents, hasAmount, ratesByNet } from './components';
import type { Component } from './components';
import type { Header } from './header';
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
 * The reading that gives the header's VAT exactly, or the one that comes nearest. TRAEDE does not say how it rounds,
 * nor at which rates shipping and fee are taxed: each plausible way is computed, and one must give the amount.
 * @param priced lines and discount
 * @param likelyRates for shipping and fee where the lines tell no rate
 */
export function checkVat(
  priced: readonly Component[],
  header: Header,
  likelyRates: readonly Decimal[],
): CheckedVat {
  const reading = bestReading(priced, header, likelyRates);
  if (reading === undefined)
    return { components: priced, taxes: priced.map(() => ZERO), difference: header.vat };
  return {
    components: reading.components,
    taxes: taxesOf(reading),
    difference: header.vat.minus(reading.total),
  };
}

function bestReading(
  priced: readonly Component[],
  header: Header,
  likelyRates: readonly Decimal[],
): VatReading | undefined {
  let nearest: { readonly reading: VatReading; readonly distance: Decimal } | undefined;
  for (const rates of chargeRates(priced, header, likelyRates)) {
    for (const reading of vatReadings([...priced, ...chargeComponents(header, rates)])) {
      const distance = header.vat.minus(reading.total).abs();
      if (distance.eq(ZERO)) return reading;
      if (nearest === undefined || distance.lt(nearest.distance)) nearest = { reading, distance };
    }
  }
  return nearest?.reading;
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
