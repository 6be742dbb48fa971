import { decimal, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import { hasAmount } from './components';
import type { Component } from './components';
import { HALF_CENT, isInCents } from './precision';
import type { VatReading } from './vat-readings';
import { vatSources } from './vat-sources';

/**
 * `vat` itself as the document's VAT, where rounding explains what it differs from the VAT of the components by one of
 * the sources; `undefined` where it does not. Invoicing systems combine roundings in more ways than can be listed
 * (VAT per line, then less a percentage, then per charge), but each rounding moves VAT by half a cent at most.
 */
export function readingWithinRounding(
  components: readonly Component[],
  vat: Decimal,
): VatReading | undefined {
  for (const exact of vatSources(components)) {
    if (vat.minus(sum(exact)).abs().gt(roomForRounding(components, exact))) continue;
    // What has no VAT gets no cent of what rounding adds.
    const indexes = [...exact.keys()].filter((index) => !(exact[index] ?? ZERO).eq(ZERO));
    return { components, exact, blocks: [{ indexes, vat }], total: vat };
  }
  return undefined;
}

/**
 * The most by which rounding moves the VAT of a document: half a cent for each component that is rounded, and half a
 * cent for the header, which may round their sum once more. A component whose VAT is in whole cents anyway is not
 * rounded, unless there is a discount on the whole document, which lowers the VAT of each line before it is rounded.
 * A single component is left to the exact readings.
 */
function roomForRounding(components: readonly Component[], exact: readonly Decimal[]): Decimal {
  const withAmount = [...components.entries()].filter(([, component]) => hasAmount(component));
  if (withAmount.length < 2) return ZERO;
  const isDiscounted = components.some((component) => component.kind === 'discount');
  const rounded = withAmount.filter(([index]) => isDiscounted || !isInCents(exact[index] ?? ZERO)).length;
  return rounded === 0 ? ZERO : HALF_CENT.times(decimal(rounded)).plus(HALF_CENT);
}
