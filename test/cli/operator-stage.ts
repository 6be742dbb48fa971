import { z } from 'zod';
import { EMAIL_DOMAIN } from '../../src/simulator';
import { SYSTEM_ID } from './sandbox';

/** What must never be told, each in a place where it lies near. */
export const CANARY = {
  customer: 'Canary Boutique Nyhavn',
  street: 'Canary Street 7',
  vatNumber: 'DK-CANARY-12345678',
  person: `kim.canary@${EMAIL_DOMAIN}`,
  erpPassword: 'canary-erp-password-71',
  signingKey: 'canary-signing-key-0123456789abcdef',
  misplaced: 'canary secret where a name belongs',
} as const;

export const CONFIG = `systems:
  ${SYSTEM_ID}:
    erp:
      adapter: ledger
      chart: { customers: [{ number: C-1, name: "${CANARY.customer}", country: DK }] }
    schedules:
      invoice: { every: 5s, jitter: 1s }
      credit-note: { every: 5s, jitter: 1s }
      accounting-entry: { every: 1d }
notifications:
  deployment: canteen
  every: 5s
  channels: [{ webhook: { urlVariable: OPERATOR_HOOK, format: generic, allowPrivateAddresses: true } }]
`;

/** A customer as TRAEDE lists it, with a canary in every field that is personal. */
export function canaryCustomer(customer: unknown): unknown {
  if (typeof customer !== 'object' || customer === null) return customer;
  const address = {
    type: 'billing',
    name: CANARY.customer,
    address: CANARY.street,
    zipcode: '1051',
    city: 'X',
  };
  return {
    ...customer,
    name: CANARY.customer,
    vat_number: CANARY.vatNumber,
    email: CANARY.person,
    addresses: [{ ...address, country_code: 'DK' }],
  };
}

const flowSchema = z.object({
  lastRun: z
    .object({ status: z.string(), startedAt: z.iso.datetime(), temporalUi: z.string().nullable() })
    .nullable(),
  lastSuccessAt: z.iso.datetime().nullable(),
  nextRunAt: z.iso.datetime().nullable(),
  paused: z.boolean(),
  note: z.string().nullable(),
  deliveredToday: z.int(),
  waiting: z.int(),
  oldestOpenSince: z.iso.datetime().nullable(),
});
/** `status --json`. */
export const statusSchema = z.object({
  running: z.boolean(),
  temporalError: z.string().nullable(),
  worker: z.object({ polling: z.boolean(), lastSeenAt: z.iso.datetime().nullable() }).nullable(),
  systems: z.array(
    z.object({
      systemId: z.string(),
      worker: z.object({ polling: z.boolean() }).nullable(),
      flows: z.object({ invoice: flowSchema, 'credit-note': flowSchema, 'accounting-entry': flowSchema }),
    }),
  ),
});
/** `runs --json`. */
export const runsSchema = z.object({
  runs: z.array(
    z.object({
      documentType: z.string(),
      status: z.string(),
      durationMs: z.number(),
      counts: z
        .object({ fetched: z.int(), delivered: z.int(), exported: z.int(), waiting: z.int() })
        .nullable(),
      failure: z.object({ type: z.string(), message: z.string() }).nullable(),
      temporalUi: z.string().nullable(),
    }),
  ),
});
