import type { Capabilities } from '../adapter';

/** How the endpoints of a user's middleware are reached. */
export interface HttpErpOptions {
  /** E.g. `https://erp.example/traede`; the calls go to `<url>/postings`, `/lookup` and `/health`. */
  readonly url: string;
  /** Addresses of single calls, where the middleware chooses them itself (n8n, Make). Default: below `url`. */
  readonly endpoints?: EndpointOverrides | undefined;
  /** Each request is signed with each of them: two while a key is being replaced, else one. */
  readonly signingKeys: readonly string[];
  /** Sent as `Authorization: Bearer …`. Default: no such header. */
  readonly accessToken?: string | undefined;
  /** Whose books these are, as {@link ErpAdapter.company}. Default: host and path of `url`. */
  readonly company?: string | undefined;
  /** For one whole exchange, answer included. Default: {@link DEFAULT_REQUEST_TIMEOUT_MS}. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long the middleware and the ERP behind it may still work after we hear nothing. Default: {@link DEFAULT_SETTLE_TIME_MS}. */
  readonly settleTimeMs?: number | undefined;
  /** Documents posted at once. Default: {@link DEFAULT_CONCURRENCY}; 1 where the ERP wants one writer. */
  readonly concurrency?: number | undefined;
  /** Default `any`. */
  readonly order?: Capabilities['order'] | undefined;
  /** Milliseconds since 1970, for the signature's time stamp. Default: this machine's clock. */
  readonly now?: (() => number) | undefined;
}

/** The full address of each call. */
export interface Endpoints {
  readonly postings: string;
  readonly lookup: string;
  readonly list: string;
  readonly health: string;
  /** Asked beforehand whether a posting would be refused; books nothing. Absent: nothing is asked beforehand. */
  readonly validate?: string | undefined;
}

export type EndpointName = keyof Endpoints;

export type EndpointOverrides = Readonly<Partial<Record<EndpointName, string | undefined>>>;

/** An ERP behind a middleware books a document in seconds; whoever needs longer answers 202. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 30_000;

/** Workflow tools queue and retry: what was sent may be booked a good while after we gave up. */
export const DEFAULT_SETTLE_TIME_MS = 120_000;

/** Of a sentence that the middleware wrote: what is longer is an error page. */
export const MAX_FOREIGN_TEXT_LENGTH = 500;

/** Workflow tools run few executions side by side, and cheap ERPs answer 429 beyond a handful. */
export const DEFAULT_CONCURRENCY = 4;

/** A key that can be guessed signs nothing; `openssl rand -hex 32` gives 64 characters. */
export const MIN_SIGNING_KEY_LENGTH = 32;

/** Node's timers end at once when asked for more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export interface HttpErpSettings {
  readonly endpoints: Endpoints;
  readonly company: string;
  readonly signingKeys: readonly string[];
  readonly accessToken: string | undefined;
  readonly requestTimeoutMs: number;
  readonly capabilities: Capabilities;
  readonly now: () => number;
}

/** @throws RangeError for options that cannot work, without repeating their values */
export function httpErpSettings(options: HttpErpOptions): HttpErpSettings {
  const base = endpointUrl('url', options.url).replace(/\/+$/, '');
  const { postings, lookup, list, health, validate } = options.endpoints ?? {};
  if (options.signingKeys.length === 0 || !options.signingKeys.every(isSigningKey)) {
    throw new RangeError(
      `The HTTP ERP's signing key must have at least ${MIN_SIGNING_KEY_LENGTH} characters, all of them visible ASCII; make one with: openssl rand -hex 32`,
    );
  }
  if (options.accessToken !== undefined && !isVisibleAscii(options.accessToken)) {
    throw new RangeError("The HTTP ERP's access token is empty or holds spaces or characters beyond ASCII.");
  }
  return {
    endpoints: {
      postings: endpointUrl('endpoints.postings', postings ?? `${base}/postings`),
      lookup: endpointUrl('endpoints.lookup', lookup ?? `${base}/lookup`),
      list: endpointUrl('endpoints.list', list ?? postings ?? `${base}/postings`),
      health: endpointUrl('endpoints.health', health ?? `${base}/health`),
      validate: validate === undefined ? undefined : endpointUrl('endpoints.validate', validate),
    },
    company: options.company ?? `http ${base.replace(/^https?:\/\//, '')}`,
    signingKeys: options.signingKeys,
    accessToken: options.accessToken,
    requestTimeoutMs: milliseconds(
      'requestTimeoutMs',
      options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    ),
    capabilities: {
      uniqueness: 'native-key',
      concurrency: positive('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY),
      order: options.order ?? 'any',
      settleTimeMs: milliseconds('settleTimeMs', options.settleTimeMs ?? DEFAULT_SETTLE_TIME_MS),
    },
    now: options.now ?? Date.now,
  };
}

export function isSigningKey(text: string): boolean {
  return text.length >= MIN_SIGNING_KEY_LENGTH && isVisibleAscii(text);
}

/** Credentials in an address would end in logs; a query is ours to write, a fragment is never sent. */
export function isEndpointUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  return isHttp && url.username === '' && url.password === '' && !/[?#\s]/.test(text);
}

function isVisibleAscii(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

function endpointUrl(option: string, text: string): string {
  if (isEndpointUrl(text)) return new URL(text).href;
  throw new RangeError(
    `The HTTP ERP's "${option}" must be an http(s) address without user, password, query and fragment.`,
  );
}

function milliseconds(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= MAX_TIMER_MS) return value;
  throw new RangeError(`The HTTP ERP's "${option}" must be an integer from 1 to ${MAX_TIMER_MS}.`);
}

function positive(option: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`The HTTP ERP's "${option}" must be an integer of at least 1.`);
}
