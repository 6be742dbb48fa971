import type { AnyTraedeError, TraedeCall } from './errors';
import {
  TraedeAuthenticationError,
  TraedeRateLimitError,
  TraedeUnavailableError,
  TraedeUnexpectedError,
  TraedeValidationError,
} from './errors';
import { isRecord } from './fields';
import { parseJson } from './json';
import { redact } from '../redact';

/** Sentences kept of one refusal: a mark call of ten documents yields about ten. */
const MAX_DETAILS = 20;

/** Characters kept of one sentence: enough to understand it, little enough for a log line. */
const MAX_DETAIL_LENGTH = 300;

/** A misprinted header must not park a run for days; after this we ask again in any case. */
export const MAX_RETRY_AFTER_MS = 15 * 60 * 1000;

/** An answer whose status is not 2xx. */
export interface Refusal {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** The error that `refusal` means. `secrets` are removed from what TRAEDE says, should it repeat them. */
export function errorForRefusal(
  call: TraedeCall,
  refusal: Refusal,
  secrets: readonly string[],
  nowMs: number,
): AnyTraedeError {
  const { status } = refusal;
  if (status === 401 || status === 403) return new TraedeAuthenticationError(call, status);
  if (status === 422) return new TraedeValidationError(call, status, readReasons(refusal.body, secrets));
  if (status === 429)
    return new TraedeRateLimitError(call, status, parseRetryAfter(refusal.retryAfter, nowMs));
  if (status >= 500 || status === 408 || status === 425) {
    return new TraedeUnavailableError(
      call,
      status,
      `TRAEDE answered ${status}: it cannot serve the request now.`,
    );
  }
  return new TraedeUnexpectedError(call, status, `TRAEDE answered ${status}. ${nextStepFor(status)}`);
}

function nextStepFor(status: number): string {
  if (status >= 300 && status < 400) {
    return 'Redirects are not followed, so that the token reaches no other host. Check the base URL in the configuration.';
  }
  if (status === 404 || status === 405)
    return 'Check the base URL and the endpoint paths in the configuration.';
  return "Compare the call with TRAEDE's documentation, or ask TRAEDE's support.";
}

/** Reads `{"errors":[{"code":10000,"detail":"…"}]}`; whatever else the body is yields no reasons. */
function readReasons(body: string, secrets: readonly string[]): { details: string[]; codes: number[] } {
  const errors = errorsIn(body).slice(0, MAX_DETAILS);
  return {
    details: errors.map((error) => readDetail(error, secrets)).filter((detail) => detail !== ''),
    codes: errors.map((error) => error['code']).filter((code) => typeof code === 'number'),
  };
}

function readDetail(error: Readonly<Record<string, unknown>>, secrets: readonly string[]): string {
  const detail = error['detail'];
  return typeof detail === 'string' ? redact(detail, secrets, MAX_DETAIL_LENGTH) : '';
}

function errorsIn(body: string): readonly Readonly<Record<string, unknown>>[] {
  const value = parsedOrUndefined(body);
  const errors = isRecord(value) ? value['errors'] : undefined;
  return Array.isArray(errors) ? errors.filter(isRecord) : [];
}

function parsedOrUndefined(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

const SECONDS = /^\d+(?:\.\d+)?$/;

/** `Sun, 22 Nov 2026 08:49:37 GMT`. `Date.parse` alone would read `-5` as a day in 2001. */
const HTTP_DATE = /^[a-z]{3,9},? \d{1,2}[ -][a-z]{3}[ -]\d{2,4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/i;

/** Milliseconds from a `Retry-After` header in seconds or as HTTP date; undefined where missing or unreadable. */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (SECONDS.test(text)) return Math.min(Math.ceil(Number(text) * 1000), MAX_RETRY_AFTER_MS);
  const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(atMs - nowMs, 0), MAX_RETRY_AFTER_MS);
}
