import type { DocumentId, DocumentType } from '../document';
import type { TraedeEndpoint, TraedeEndpointOverrides } from './endpoints';
import { resolveEndpoints } from './endpoints';
import { TraedeUnavailableError, type TraedeCall } from './errors';
import type { ExportPage } from './export-page';
import { readExportPage } from './export-page';
import { cutText } from './fields';
import type { HttpAnswer } from './http';
import { MAX_RESPONSE_BYTES, createHttp } from './http';
import { errorForRefusal } from './refusal';

export type { ExportPage, RawDocument } from './export-page';

/** TRAEDE's documented maximum for one mark call. */
export const MAX_MARKS_PER_CALL = 10;

/** TRAEDE's documented maximum for `limit`. */
export const MAX_PAGE_LIMIT = 60;

/** TRAEDE does not say how long a note may be; a common column holds 255 characters. Longer notes are cut. */
export const MAX_NOTE_LENGTH = 255;

/** A page with many lines takes TRAEDE a while to build; beyond a minute it is taken for lost. */
export const DEFAULT_REQUEST_TIMEOUT_MS = 60_000;

/** Node's timers end at once when asked for more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** TRAEDE's documentation says that dates are UTC, not how they are written. */
export type TraedeDateTimeFormat = 'space-separated' | 'iso-8601';

export interface TraedeClientOptions {
  /** E.g. `https://api.traede.com`; the version is part of the endpoints' paths. */
  readonly baseUrl: string;
  readonly accessToken: string;
  readonly appKey: string;
  /** Names the receiving ERP to TRAEDE, which keeps for each system what was exported to it. */
  readonly systemId: string;
  /** For one whole exchange, answer included. Default: {@link DEFAULT_REQUEST_TIMEOUT_MS}. */
  readonly requestTimeoutMs?: number | undefined;
  /** Laid over the table in endpoints.ts. */
  readonly endpoints?: TraedeEndpointOverrides | undefined;
  /** How date-times are sent: `2026-11-20 23:30:00` (default) or `2026-11-20T23:30:00Z`, both UTC. */
  readonly dateTimeFormat?: TraedeDateTimeFormat | undefined;
}

export interface ExportQuery {
  /** Zero-based. */
  readonly page: number;
  /** 1 to {@link MAX_PAGE_LIMIT}. */
  readonly limit: number;
  /** Brings documents again that were exported since. TRAEDE's default is now: none. */
  readonly notExportedSince?: Date | undefined;
  /** Both ends included. */
  readonly createdAt?: { readonly from?: Date | undefined; readonly to?: Date | undefined } | undefined;
}

export interface ExportMark {
  readonly documentId: DocumentId;
  /** Shown in TRAEDE. Cut to {@link MAX_NOTE_LENGTH}. */
  readonly note: string;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Both calls reject with one of the errors in errors.ts, and with `RangeError` for arguments out of bounds. */
export interface TraedeClient {
  /** One page of booked documents that TRAEDE holds as not yet exported to this system, in no particular order. */
  exportPage(documentType: DocumentType, query: ExportQuery, options?: CallOptions): Promise<ExportPage>;
  /** Marks 1 to {@link MAX_MARKS_PER_CALL} documents. Any 2xx means that TRAEDE took them all (but a web page with it). */
  markAsExported(
    documentType: DocumentType,
    marks: readonly ExportMark[],
    options?: CallOptions,
  ): Promise<void>;
}

/**
 * A client for one TRAEDE account and one system, with a connection pool of its own: make one and keep it.
 * @throws RangeError for options that cannot work, without repeating their values
 */
export function createTraedeClient(options: TraedeClientOptions): TraedeClient {
  const { accessToken, appKey, systemId } = options;
  const endpoints = resolveEndpoints(options.endpoints);
  const formatDateTime = dateTimeFormatter(options.dateTimeFormat ?? 'space-separated');
  const secrets = [headerValue('accessToken', accessToken), headerValue('appKey', appKey)];
  if (systemId === '') throw new RangeError('The TRAEDE option "systemId" is empty.');
  const send = createHttp({
    baseUrl: parseBaseUrl(options.baseUrl),
    headers: {
      Authorization: `Bearer ${accessToken}`,
      'X-Traede-App-Key': appKey,
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'User-Agent': 'traede-erp-sync',
    },
    timeoutMs: timerMs('requestTimeoutMs', options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS),
    maxResponseBytes: MAX_RESPONSE_BYTES,
  });

  const call = async (
    request: TraedeCall & { readonly query: string; readonly body: string | undefined },
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer> => {
    const answer = await send({ ...request, signal });
    if (answer.status < 200 || answer.status > 299) {
      throw errorForRefusal(request, answer, secrets, Date.now());
    }
    return answer;
  };

  return {
    async exportPage(documentType, query, { signal } = {}) {
      const endpoint = endpoints[documentType];
      const parameters = exportParameters(endpoint, systemId, query, formatDateTime);
      const request = {
        method: 'GET',
        path: endpoint.exportPath,
        query: parameters,
        body: undefined,
      } as const;
      const answer = await call(request, signal);
      return readExportPage(request, answer, endpoint.envelopeKey, secrets);
    },
    async markAsExported(documentType, marks, { signal } = {}) {
      const endpoint = endpoints[documentType];
      const body = markBody(endpoint, systemId, marks);
      const request = { method: 'POST', path: endpoint.markPath, query: '', body } as const;
      const answer = await call(request, signal);
      // What a mark call answers is undocumented; but a web page is not TRAEDE's, so the marks may not have arrived.
      if (answer.body.trimStart().startsWith('<')) {
        throw new TraedeUnavailableError(
          request,
          answer.status,
          'The answer is a web page, not from TRAEDE.',
        );
      }
    },
  };
}

function exportParameters(
  endpoint: TraedeEndpoint,
  systemId: string,
  { page, limit, notExportedSince, createdAt }: ExportQuery,
  formatDateTime: (instant: Date) => string,
): string {
  if (!Number.isSafeInteger(page) || page < 0)
    throw new RangeError(`page must be an integer from 0, is ${page}`);
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MAX_PAGE_LIMIT) {
    throw new RangeError(`limit must be an integer from 1 to ${MAX_PAGE_LIMIT}, is ${limit}`);
  }
  const parameters = new URLSearchParams({ system_id: systemId });
  if (endpoint.hasDrafts) parameters.append('include_non_booked', '0');
  for (const include of endpoint.includes) parameters.append('includes[]', include);
  parameters.append('page', String(page));
  parameters.append('limit', String(limit));
  if (notExportedSince !== undefined)
    parameters.append('not_exported_since', formatDateTime(notExportedSince));
  appendCreatedAt(parameters, createdAt, formatDateTime);
  return parameters.toString();
}

/** One group for each condition: groups are ANDed for certain, filters within one perhaps. */
function appendCreatedAt(
  parameters: URLSearchParams,
  createdAt: ExportQuery['createdAt'],
  formatDateTime: (instant: Date) => string,
): void {
  const conditions = [
    { operator: 'gte', value: createdAt?.from },
    { operator: 'lte', value: createdAt?.to },
  ];
  let group = 0;
  for (const { operator, value } of conditions) {
    if (value === undefined) continue;
    const filter = `filter_groups[${group++}][filters][0]`;
    parameters.append(`${filter}[key]`, 'created_at');
    parameters.append(`${filter}[operator]`, operator);
    parameters.append(`${filter}[value]`, formatDateTime(value));
  }
}

function markBody(endpoint: TraedeEndpoint, systemId: string, marks: readonly ExportMark[]): string {
  if (marks.length < 1 || marks.length > MAX_MARKS_PER_CALL) {
    throw new RangeError(`a mark call takes 1 to ${MAX_MARKS_PER_CALL} documents, not ${marks.length}`);
  }
  const elements = marks.map(({ documentId, note }) => ({
    [endpoint.elementIdKey]: documentId,
    system_id: systemId,
    note: cutText(note, MAX_NOTE_LENGTH),
  }));
  return JSON.stringify({ [endpoint.markKey]: elements });
}

/** To the second: TRAEDE's columns are unlikely to hold more. */
function dateTimeFormatter(format: TraedeDateTimeFormat): (instant: Date) => string {
  const separator = format === 'iso-8601' ? 'T' : ' ';
  const zone = format === 'iso-8601' ? 'Z' : '';
  return (instant) => {
    const iso = instant.toISOString();
    return `${iso.slice(0, 10)}${separator}${iso.slice(11, 19)}${zone}`;
  };
}

/** Checked here: Node would refuse such a header only at the first call, and speak of the network. */
function headerValue(option: string, value: string): string {
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw new RangeError(
      `The TRAEDE option "${option}" is empty or holds spaces or characters beyond ASCII.`,
    );
  }
  return value;
}

function timerMs(option: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1 || value > MAX_TIMER_MS) {
    throw new RangeError(`The TRAEDE option "${option}" must be an integer from 1 to ${MAX_TIMER_MS}.`);
  }
  return value;
}

/** Without trailing slash. Credentials in the URL would end in logs, a query would swallow the paths. */
function parseBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (url === undefined || !isHttp || url.username !== '' || url.password !== '' || /[?#]/.test(text)) {
    throw new RangeError(
      'The TRAEDE option "baseUrl" (TRAEDE_BASE_URL) must be an http(s) URL without user, password, query and fragment.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
