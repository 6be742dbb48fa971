import { standardRates } from '../accounting/vat-rates';
import { ZONES, type Zone } from '../accounting/zones';
import type { Chart, ChartAccount, ChartTaxCode } from '../erp/adapter';
import { ZERO, type Decimal } from '../money';

/** One thing that a first configuration has to name, with what the books offer for it. */
export interface Slot {
  readonly id: string;
  readonly what: string;
  readonly candidates: readonly Candidate[];
  /** The likeliest of them; absent where nothing looks like it. */
  readonly proposed: Candidate | undefined;
}

export interface Candidate {
  readonly value: string;
  /** The ERP's own name for it. */
  readonly name: string;
}

export interface Proposal {
  readonly revenue: readonly { readonly zone: Zone; readonly slot: Slot }[];
  readonly shipping: Slot;
  readonly handlingFee: Slot;
  readonly discount: Slot;
  readonly taxCodes: readonly { readonly zone: Zone; readonly rate: Decimal; readonly slot: Slot }[];
  readonly currencies: readonly string[];
}

/** Names tell a person what an account is for; they are guessed by, and what was guessed is never taken for confirmed. */
const REVENUE_NAMES: Readonly<Record<Zone, RegExp>> = {
  domestic: /domestic|home|national|inland|indland|danmark|denmark|deutschland|germany|local/i,
  eu: /\beu\b|europ|intra|innergemeinschaft/i,
  export: /export|third countr|outside|abroad|udland|ausland|drittland|non[- ]?eu/i,
};
const SHIPPING = /shipping|freight|fragt|forsend|porto|postage|versand|delivery|transport/i;
const HANDLING_FEE = /fee|gebyr|gebühr|handling|surcharge/i;
const DISCOUNT = /discount|rabat|rebate|skonto/i;
const ANY_SALE = /sale|salg|omsætning|revenue|erlös|umsatz|income|turnover/i;

/** What the books offer for a brand in `country`. Pure. */
export function propose(chart: Chart, country: string): Proposal {
  const income = chart.accounts.filter(({ kind }) => kind === 'income');
  const special = [SHIPPING, HANDLING_FEE, DISCOUNT];
  const sales = income.filter(({ name }) => !special.some((pattern) => pattern.test(name)));
  const incomeOrExpense = chart.accounts.filter(({ kind }) => kind === 'income' || kind === 'expense');
  return {
    revenue: ZONES.map((zone) => ({
      zone,
      slot: slot(
        `revenue-${zone}`,
        `Revenue account, ${ZONE_NAMES[zone]}`,
        sales.map(ofAccount),
        revenueFor(zone, sales),
      ),
    })),
    shipping: named('shipping', 'Account of shipping', income, SHIPPING),
    handlingFee: named('handling-fee', 'Account of handling fees', income, HANDLING_FEE),
    discount: named('discount', 'Account of discounts on whole documents', incomeOrExpense, DISCOUNT),
    taxCodes: taxCodeSlots(chart.taxCodes, country),
    currencies: [...new Set([chart.currency, ...chart.currencies])],
  };
}

export const ZONE_NAMES: Readonly<Record<Zone, string>> = {
  domestic: 'sales at home',
  eu: 'sales in the EU',
  export: 'sales outside the EU',
};

function slot(
  id: string,
  what: string,
  candidates: readonly Candidate[],
  proposed: Candidate | undefined,
): Slot {
  return { id, what, candidates, proposed };
}

function ofAccount({ number, name }: ChartAccount): Candidate {
  return { value: number, name };
}

function named(id: string, what: string, accounts: readonly ChartAccount[], pattern: RegExp): Slot {
  const found = accounts.find(({ name }) => pattern.test(name));
  return slot(id, what, accounts.map(ofAccount), found === undefined ? undefined : ofAccount(found));
}

/** At home any account of sales will do that is not for elsewhere; elsewhere only one that says so. */
function revenueFor(zone: Zone, sales: readonly ChartAccount[]): Candidate | undefined {
  const says = (wanted: Zone) => (account: ChartAccount) => REVENUE_NAMES[wanted].test(account.name);
  const isForElsewhere = (account: ChartAccount) => says('eu')(account) || says('export')(account);
  const found =
    zone === 'domestic'
      ? (sales.find((account) => says('domestic')(account) && !isForElsewhere(account)) ??
        sales.find((account) => ANY_SALE.test(account.name) && !isForElsewhere(account)))
      : zone === 'export'
        ? sales.find(says('export'))
        : sales.find((account) => says('eu')(account) && !says('export')(account));
  return found === undefined ? undefined : ofAccount(found);
}

/** At home one line for each rate of the country that the books have a code for; elsewhere sales go without VAT. */
function taxCodeSlots(codes: readonly ChartTaxCode[], country: string): Proposal['taxCodes'] {
  const plausible = standardRates('domestic', country, country).likely.filter((rate) => rate.gt(0));
  const [standard] = plausible;
  const atHome = plausible
    .filter((rate) => codes.some((code) => code.rate.eq(rate)))
    .sort((a, b) => b.cmp(a));
  const homeRates = atHome.length > 0 ? atHome : standard === undefined ? [] : [standard];
  return [
    ...homeRates.map((rate) => {
      const fitting = codes.filter((code) => code.rate.eq(rate));
      return {
        zone: 'domestic' as const,
        rate,
        slot: taxSlot(
          `vat-domestic-${rate.toFixed()}`,
          `VAT code, sales at home, ${rate.toFixed()} %`,
          fitting,
          fitting[0],
        ),
      };
    }),
    ...(['eu', 'export'] as const).map((zone) => {
      const free = codes.filter(({ rate }) => rate.eq(0));
      const fitting = free.find(
        ({ code, name }) => REVENUE_NAMES[zone].test(name) || ZONE_CODES[zone].test(code),
      );
      return {
        zone,
        rate: ZERO,
        slot: taxSlot(`vat-${zone}`, `VAT code, ${ZONE_NAMES[zone]}, 0 %`, free, fitting),
      };
    }),
  ];
}

/** How codes without a telling name begin. */
const ZONE_CODES: Readonly<Record<'eu' | 'export', RegExp>> = { eu: /^eu/i, export: /^ex/i };

function taxSlot(
  id: string,
  what: string,
  codes: readonly ChartTaxCode[],
  proposed: ChartTaxCode | undefined,
): Slot {
  const ofCode = ({ code, name }: ChartTaxCode): Candidate => ({ value: code, name });
  return slot(id, what, codes.map(ofCode), proposed === undefined ? undefined : ofCode(proposed));
}
