import type { Chart } from '../erp/adapter';
import type { Choice, Mapping } from '../init/config-text';
import { propose, type Candidate, type Slot } from '../init/proposal';
import type { Asker } from './asker';

/** Leaves a thing to be filled in later. */
const LATER = '-';
/** More would not be read before a question. */
const SHOWN_CANDIDATES = 30;

/** Nothing is known of the books. */
const UNKNOWN_CHART: Chart = {
  currency: '',
  accounts: [],
  taxCodes: [],
  currencies: [],
  journals: [],
  paymentTerms: [],
};

/**
 * Asks for each account and VAT code that a first configuration names, with what looks likeliest as the answer that Enter
 * gives. Without a chart everything is left to be filled in.
 */
export async function chooseMapping(
  asker: Asker,
  chart: Chart | undefined,
  country: string,
): Promise<Mapping> {
  const proposal = propose(chart ?? UNKNOWN_CHART, country);
  const choose = (slot: Slot): Promise<Choice> =>
    chart === undefined ? Promise.resolve(open(slot)) : chooseOne(asker, slot);
  if (chart !== undefined) asker.tell(`(${LATER} leaves a question for later, ? shows what the books have)`);
  const revenue: Mapping['revenue'][number][] = [];
  for (const { zone, slot } of proposal.revenue) revenue.push({ zone, choice: await choose(slot) });
  const shipping = await choose(proposal.shipping);
  const handlingFee = await choose(proposal.handlingFee);
  const discount = await choose(proposal.discount);
  const taxCodes: Mapping['taxCodes'][number][] = [];
  for (const { zone, rate, slot } of proposal.taxCodes)
    taxCodes.push({ zone, rate, choice: await choose(slot) });
  const currencies = chart === undefined ? [] : proposal.currencies;
  return { revenue, shipping, handlingFee, discount, taxCodes, currencies };
}

function open({ what }: Slot): Choice {
  return { what, value: undefined, name: undefined, confirmed: false };
}

async function chooseOne(asker: Asker, slot: Slot): Promise<Choice> {
  const { what, candidates, proposed } = slot;
  const named = proposed === undefined ? '' : ` (${nameOf(proposed)})`;
  const { value, confirmed } = await asker.ask({
    text: `${what}${named}`,
    usual: proposed?.value ?? LATER,
    refuse: (answer) => (answer === '?' ? list(candidates) : unknown(answer, candidates)),
  });
  if (value === LATER) return open(slot);
  const chosen = candidates.find((candidate) => candidate.value === value);
  return { what, value, name: chosen?.name, confirmed };
}

function unknown(answer: string, candidates: readonly Candidate[]): string | undefined {
  if (answer === LATER || candidates.some(({ value }) => value === answer)) return undefined;
  return `the books have no "${answer}" of this kind; ? shows what they have`;
}

function list(candidates: readonly Candidate[]): string {
  if (candidates.length === 0) return 'the books have nothing of this kind';
  const more = candidates.length - SHOWN_CANDIDATES;
  return [
    ...candidates.slice(0, SHOWN_CANDIDATES).map((one) => `${one.value}  ${nameOf(one)}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ].join('\n  ');
}

function nameOf({ name, value }: Candidate): string {
  return name === '' ? value : name;
}
