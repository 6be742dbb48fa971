import type { Zone } from '../accounting/zones';
import type { Decimal } from '../money';
import { redact } from '../redact';
import type { AdapterSetUp } from './adapters';

/** What a first configuration says of one account or VAT code. */
export interface Choice {
  readonly what: string;
  /** Absent: it is still to be filled in. */
  readonly value: string | undefined;
  /** The ERP's own name for it, where it is known. */
  readonly name: string | undefined;
  /** A person said so; else it is a proposal. */
  readonly confirmed: boolean;
}

export interface Mapping {
  readonly revenue: readonly { readonly zone: Zone; readonly choice: Choice }[];
  readonly shipping: Choice;
  readonly handlingFee: Choice;
  readonly discount: Choice;
  readonly taxCodes: readonly { readonly zone: Zone; readonly rate: Decimal; readonly choice: Choice }[];
  readonly currencies: readonly string[];
}

export interface FirstConfiguration {
  readonly systemId: string;
  readonly country: string;
  readonly timeZone: string;
  readonly adapter: string;
  readonly setUp: AdapterSetUp;
  /** Under `erp`, by key. */
  readonly erp: Readonly<Record<string, string>>;
  /** Absent: accounts are not mapped. */
  readonly mapping: Mapping | undefined;
}

/** Stands where a person has to fill something in; no account has this number, so the doctor finds it. */
export const CHANGE_ME = 'CHANGE-ME';

/** Names of accounts in comments: enough to recognise them. */
const MAX_NAME_LENGTH = 60;

/** The text of a first `sync.config.yaml`, which explains itself and names no secret. */
export function configText(first: FirstConfiguration): string {
  const { systemId, country, timeZone, adapter, setUp, erp, mapping } = first;
  return `${[
    '# yaml-language-server: $schema=./sync.config.schema.json',
    '#',
    '# Written by `traede-sync init`. What follows a "#" is for you; whatever is left out has its default: your editor names them',
    '# by the schema above, and sync.config.example.yaml shows every part.',
    ...secretLines(setUp),
    '',
    'company:',
    `  country: ${yaml(country)} # what is domestic`,
    `  timeZone: ${yaml(timeZone)} # in which the days of the books are counted`,
    '',
    'systems:',
    "  # TRAEDE's system_id. TRAEDE remembers by it what was exported: never change it afterwards.",
    `  ${yaml(systemId)}:`,
    '    erp:',
    `      adapter: ${yaml(adapter)}`,
    ...Object.entries(erp).map(([key, value]) => `      ${key}: ${yaml(value)}`),
    ...(adapter === 'ledger' ? ['      mode: open # accounts and customers are opened on first use'] : []),
    '',
    '    # What is dated before the first day of these books is never posted. Without it, everything that TRAEDE lists is:',
    '    # goLive: { invoice: 2026-01-01, credit-note: 2026-01-01, accounting-entry: 2026-01-01 }',
    '',
    ...(mapping === undefined ? NOT_MAPPED : mappingLines(mapping)),
  ].join('\n')}\n`;
}

function secretLines({ secrets }: AdapterSetUp): readonly string[] {
  const all = [
    { variable: 'TRAEDE_ACCESS_TOKEN', what: 'token made in TRAEDE, acts as its user' },
    { variable: 'TRAEDE_APP_KEY', what: 'app key of TRAEDE' },
    ...secrets,
  ];
  return [
    '#',
    '# Secrets stay in the environment:',
    ...all.map(({ variable, what }) => `#   ${variable}  ${what}`),
  ];
}

const NOT_MAPPED = [
  '    # Without the part "accounting" everything is taken as it comes: VAT codes are made up from zone and rate. For books that',
  '    # count, add it: sync.config.example.yaml shows how.',
];

function mappingLines({
  revenue,
  shipping,
  handlingFee,
  discount,
  taxCodes,
  currencies,
}: Mapping): readonly string[] {
  return [
    '    accounting:',
    ...(currencies.length === 0
      ? []
      : [
          `      currencies: [${currencies.map(yaml).join(', ')}] # of the ERP's; take away what is not to be booked`,
        ]),
    '      revenue: # the first rule that matches holds',
    ...revenue.map(({ zone, choice }) =>
      line(`        - { zone: ${zone}, account: ${valueOf(choice)} }`, choice),
    ),
    '      accounts:',
    line(`        shipping: ${valueOf(shipping)}`, shipping),
    line(`        handlingFee: ${valueOf(handlingFee)}`, handlingFee),
    line(`        discount: ${valueOf(discount)}`, discount),
    '      taxCodes:',
    ...taxCodes.map(({ zone, rate, choice }) =>
      line(`        - { zone: ${zone}, rate: ${rate.toFixed()}, code: ${valueOf(choice)} }`, choice),
    ),
    '      # What waits for a person unless you say otherwise: customerWithoutNumber, countryMissing, unlinkedCreditNotes,',
    '      # closedPeriods, and differences of cents (rounding).',
  ];
}

function valueOf({ value }: Choice): string {
  return yaml(value ?? CHANGE_ME);
}

function line(text: string, { what, value, name, confirmed }: Choice): string {
  if (value === undefined) return `${text} # ${comment(what)}: to be filled in`;
  const known = name === undefined || name === value ? '' : ` ${comment(name)}`;
  return confirmed
    ? `${text} #${known === '' ? ` ${comment(what)}` : known}`
    : `${text} # PROPOSED, nobody confirmed it:${known === '' ? ' no name' : known}`;
}

/** On one line, whatever the ERP's name holds. */
function comment(text: string): string {
  return redact(text, [], MAX_NAME_LENGTH);
}

/** Words that every reader of YAML takes for texts; all else is quoted, so that numbers of accounts keep their zeros in front. */
const STANDS_ALONE = /^[A-Za-z][\w./-]*$/;
const MEANS_SOMETHING_TO_YAML = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

function yaml(value: string): string {
  return STANDS_ALONE.test(value) && !MEANS_SOMETHING_TO_YAML.test(value) ? value : JSON.stringify(value);
}
