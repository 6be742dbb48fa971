import { roundToCents, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import { allocateCents } from './allocation';
import { hasAmount } from './components';
import type { Component } from './components';
import { isInCents } from './precision';
import { ONE_PERCENT } from './rates';

/** One plausible way in which an invoicing system comes to the VAT of a document. */
export interface VatReading {
  readonly components: readonly Component[];
  /** VAT of each component before rounding. */
  readonly exact: readonly Decimal[];
  /** Indexes of the components that are summed before they are rounded. */
  readonly blocks: Blocks;
  /** The VAT that this way gives, in cents. */
  readonly total: Decimal;
}

type Blocks = readonly (readonly number[])[];

/** Every plausible way: where the VAT of each line comes from, times what is summed before it is rounded. */
export function* vatReadings(components: readonly Component[]): Generator<VatReading> {
  for (const source of SOURCES) {
    const exact = components.map(source);
    if (source !== statedVat && !agreesWithOnlyLine(components, exact)) continue;
    for (const blocksOf of ROUNDING_BLOCKS) {
      const blocks = blocksOf(components);
      const total = sum(blocks.map((block) => roundToCents(sum(pick(exact, block)))));
      yield { components, exact, blocks, total };
    }
  }
}

/** VAT of each component in cents: each block's goes to its rates, and each rate's to its components. */
export function taxesOf({ components, exact, blocks }: VatReading): readonly Decimal[] {
  const taxes = components.map(() => ZERO);
  for (const block of blocks) {
    const byRate = grouped(block, (index) => rateKey(components, index));
    const ofBlock = roundToCents(sum(pick(exact, block)));
    const ofRates = allocateCents(
      byRate.map((indexes) => sum(pick(exact, indexes))),
      ofBlock,
    );
    byRate.forEach((indexes, position) => {
      const shares = allocateCents(pick(exact, indexes), ofRates[position] ?? ZERO);
      indexes.forEach((index, place) => {
        taxes[index] = shares[place] ?? ZERO;
      });
    });
  }
  return taxes;
}

const statedVat = (component: Component): Decimal => component.statedVat;

const SOURCES: readonly ((component: Component) => Decimal)[] = [
  statedVat,
  (component) => component.unitVat,
  (component) => component.exactNet.times(component.rate).times(ONE_PERCENT),
  (component) => component.net.times(component.rate).times(ONE_PERCENT),
];

/** What is summed before it is rounded: everything; each rate; lines apart from charges; nothing. */
const ROUNDING_BLOCKS: readonly ((components: readonly Component[]) => Blocks)[] = [
  (components) => [[...components.keys()]],
  (components) => grouped([...components.keys()], (index) => rateKey(components, index)),
  (components) => grouped([...components.keys()], (index) => chargeKey(components, index)),
  (components) => [...components.keys()].map((index) => [index]),
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
  return roundToCents(only.vat).eq(only.component.statedVat);
}

function rateKey(components: readonly Component[], index: number): string {
  return components[index]?.rate.toFixed() ?? '';
}

function chargeKey(components: readonly Component[], index: number): string {
  const kind = components[index]?.kind ?? '';
  return kind === 'product' || kind === 'discount' ? 'lines' : kind;
}

function grouped(indexes: readonly number[], keyOf: (index: number) => string): Blocks {
  const groups = new Map<string, number[]>();
  for (const index of indexes) {
    const key = keyOf(index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return [...groups.values()];
}

function pick(amounts: readonly Decimal[], indexes: readonly number[]): Decimal[] {
  return indexes.map((index) => amounts[index] ?? ZERO);
}
