import { roundToCents, ZERO } from '../money';
import type { Decimal } from '../money';
import { hasAmount } from './components';
import type { Component } from './components';
import { isInCents, roundHalfEvenToCents } from './precision';
import { ONE_PERCENT } from './rates';

/**
 * VAT of each component before rounding, by each of the sources that it may come from: as the lines state it, as
 * quantity × unit VAT, and by the rate on the net, exact or in cents.
 */
export function* vatSources(components: readonly Component[]): Generator<readonly Decimal[]> {
  for (const source of SOURCES) {
    const exact = components.map(source);
    if (source === statedVat || agreesWithOnlyLine(components, exact)) yield exact;
  }
}

const statedVat = (component: Component): Decimal => component.statedVat;

const SOURCES: readonly ((component: Component) => Decimal)[] = [
  statedVat,
  (component) => component.unitVat,
  (component) => component.exactNet.times(component.rate).times(ONE_PERCENT),
  (component) => component.net.times(component.rate).times(ONE_PERCENT),
];

/**
 * A single line whose VAT is in whole cents leaves nothing to round: another way of reckoning must agree with it, else
 * a VAT that is wrong by a cent would find a way that explains it.
 */
function agreesWithOnlyLine(components: readonly Component[], exact: readonly Decimal[]): boolean {
  const lines = components.flatMap((component, index) =>
    component.kind === 'product' && hasAmount(component) ? [{ component, vat: exact[index] ?? ZERO }] : [],
  );
  const [only, ...others] = lines;
  if (only === undefined || others.length > 0 || !isInCents(only.component.statedVat)) return true;
  const { statedVat: stated } = only.component;
  return roundToCents(only.vat).eq(stated) || roundHalfEvenToCents(only.vat).eq(stated);
}
