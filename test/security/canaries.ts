import type { DocumentType } from '../../src/document';
import { EMAIL_DOMAIN } from '../../src/simulator';

/**
 * What must never be told, each in the place where it belongs. All have one word in them, so that a part of any is found;
 * what is no name is long enough to be used as it is.
 */
export const SECRETS = {
  accessToken: 'canary-traede-token-51c7',
  appKey: 'canary-traede-app-key-0e93',
  signingKey: 'canary-erp-signing-key-0123456789abcdef',
  erpAccessToken: 'canary-erp-access-token-77',
  databasePassword: 'canary-database-pass%20word',
  mailPassword: 'canary-mail-password',
  proxyPassword: 'canary-proxy-password',
  temporalApiKey: 'canary-temporal-api-key',
  collectorToken: 'canary-collector-token',
} as const;

const CUSTOMER = {
  name: 'Canary "Nyhavn" & Søn ApS',
  street: 'Canary Street 7',
  zipcode: 'CANARY-1051',
  city: 'Canaryhavn',
  vatNumber: 'DK-CANARY-12345678',
  eoriNumber: 'DE-CANARY-00112233',
  telephone: '+0055 canary 12',
  person: `kim.canary@${EMAIL_DOMAIN}`,
} as const;

/** Personal data as an error of another system may quote it. */
export const QUOTED = `ask ${CUSTOMER.person} of ${CUSTOMER.name}, ${CUSTOMER.street}, ${CUSTOMER.vatNumber}`;

/** A document as TRAEDE sends it, with a canary in every field that is personal, or into which people write. */
export function withCanaries(type: DocumentType, document: Readonly<Record<string, unknown>>) {
  if (type === 'accounting-entry')
    return { ...document, text: `${CUSTOMER.name} ${String(document['text'])}` };
  const { customer } = document;
  return {
    ...document,
    notes: `deliver to ${CUSTOMER.person}`,
    ...(isObject(customer) ? { customer: canaryCustomer(customer) } : {}),
  };
}

function canaryCustomer(customer: object): object {
  const { name, street, zipcode, city } = CUSTOMER;
  const address = { name, address: street, zipcode, city, country_code: 'DK' };
  return {
    ...customer,
    name,
    vat_number: CUSTOMER.vatNumber,
    eori_number: CUSTOMER.eoriNumber,
    email: CUSTOMER.person,
    telephone: CUSTOMER.telephone,
    addresses: [
      { type: 'billing', ...address },
      { type: 'delivery', ...address },
    ],
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** One place where something was found, with what stands around it. */
export interface Found {
  readonly where: string;
  readonly around: string;
}

const CANARY = /canary/gi;
const EXCERPT_LENGTH = 80;
/** Of one text, so that a failure can be read. */
const MAX_FOUND = 5;

/** Finds canaries in a text, also where they stand in base64 or as an address has them. */
export function findCanaries(where: string, text: string): readonly Found[] {
  const forms = new Set([text, percentDecoded(text), ...base64Decoded(text)]);
  const found = [...forms].flatMap((form) =>
    [...form.matchAll(CANARY)].map(({ index }) => ({
      where,
      around: form.slice(Math.max(0, index - EXCERPT_LENGTH), index + EXCERPT_LENGTH),
    })),
  );
  return found.slice(0, MAX_FOUND);
}

function percentDecoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escaped) => String.fromCharCode(parseInt(escaped.slice(1), 16)));
}

/** Payloads of Temporal and headers of HTTP; whatever else looks like it gives nonsense, and no canary. */
function base64Decoded(text: string): readonly string[] {
  return (text.match(/[A-Za-z0-9+/_-]{12,}={0,2}/g) ?? []).map((run) =>
    Buffer.from(run, 'base64').toString('latin1'),
  );
}
