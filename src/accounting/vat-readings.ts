import { roundToCents, sum, ZERO } from '../money';
import type { Decimal } from '../money';
import { allocateCents } from './allocation';
import type { Component } from './components';
import { roundHalfEvenToCents } from './precision';
import { vatSources } from './vat-sources';

/** One plausible way in which an invoicing system comes to the VAT of a document. */
export interface VatReading {
  readonly components: readonly Component[];
  /** VAT of each component before rounding. */
  readonly exact: readonly Decimal[];
  readonly blocks: readonly VatBlock[];
  /** The VAT that this way gives, in cents: that of all blocks. */
  readonly total: Decimal;
}

/** Components whose VAT is summed before it is rounded. */
export interface VatBlock {
  /** Of the components. */
  readonly indexes: readonly number[];
  /** In cents. */
  readonly vat: Decimal;
}

/**
 * Every plausible way: where the VAT of each line comes from, times what is summed before it is rounded, times how
 * half a cent is rounded.
 */
export function* vatReadings(components: readonly Component[]): Generator<VatReading> {
  for (const exact of vatSources(components)) {
    for (const groupsOf of ROUNDING_GROUPS) {
      const groups = groupsOf(components).map((indexes) => ({ indexes, exact: sum(pick(exact, indexes)) }));
      for (const round of ROUNDINGS) {
        const blocks = groups.map((group) => ({ indexes: group.indexes, vat: round(group.exact) }));
        yield { components, exact, blocks, total: sum(blocks.map(({ vat }) => vat)) };
      }
    }
  }
}

/** VAT of each component in cents: each block's goes to its rates, and each rate's to its components. */
export function taxesOf({ components, exact, blocks }: VatReading): readonly Decimal[] {
  const taxes = components.map(() => ZERO);
  for (const block of blocks) {
    const byRate = grouped(block.indexes, (index) => rateKey(components, index));
    const ofRates = allocateCents(
      byRate.map((indexes) => sum(pick(exact, indexes))),
      block.vat,
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

const ROUNDINGS = [roundToCents, roundHalfEvenToCents] as const;

type Groups = readonly (readonly number[])[];

/** What is summed before it is rounded: everything; each rate; lines apart from charges; nothing. */
const ROUNDING_GROUPS: readonly ((components: readonly Component[]) => Groups)[] = [
  (components) => [[...components.keys()]],
  (components) => grouped([...components.keys()], (index) => rateKey(components, index)),
  (components) => grouped([...components.keys()], (index) => chargeKey(components, index)),
  (components) => [...components.keys()].map((index) => [index]),
];

function rateKey(components: readonly Component[], index: number): string {
  return components[index]?.rate.toFixed() ?? '';
}

function chargeKey(components: readonly Component[], index: number): string {
  const kind = components[index]?.kind ?? '';
  return kind === 'product' || kind === 'discount' ? 'lines' : kind;
}

function grouped(indexes: readonly number[], keyOf: (index: number) => string): Groups {
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
