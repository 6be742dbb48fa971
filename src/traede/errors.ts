import { redact } from '../redact';

/**
 * What can go wrong between us and TRAEDE, sorted by what is to be done about it. The messages name the call, the
 * status and the next step. None of these errors holds a token, a header, a query value, a response body or a
 * `cause`: they end in logs and in Temporal's history.
 */

export type TraedeErrorKind = 'authentication' | 'validation' | 'rate-limit' | 'unavailable' | 'unexpected';

/** The call that failed; the path is without query. */
export interface TraedeCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

export abstract class TraedeError extends Error {
  abstract readonly kind: TraedeErrorKind;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** HTTP status of the answer; null where none came. */
  readonly status: number | null;

  constructor(call: TraedeCall, status: number | null, whatAndNext: string) {
    super(`${call.method} ${call.path}: ${whatAndNext}`);
    this.method = call.method;
    this.path = call.path;
    this.status = status;
  }
}

/** 401 or 403: concerns every document, no use in retrying until a person has mended the credentials. */
export class TraedeAuthenticationError extends TraedeError {
  override readonly name = 'TraedeAuthenticationError';
  readonly kind = 'authentication';

  constructor(call: TraedeCall, status: number) {
    super(
      call,
      status,
      `TRAEDE answered ${status}: it refuses the access token or the app key. Check both in the configuration, and in ` +
        'TRAEDE that the token exists and that its user may export; then run again.',
    );
  }
}

const UNPROCESSABLE = 422;

/** 422: TRAEDE understood the call and refuses what it asks. Retrying the same call gives the same answer. */
export class TraedeValidationError extends TraedeError {
  override readonly name = 'TraedeValidationError';
  readonly kind = 'validation';
  /** TRAEDE's sentences, at most 20, each bounded, e-mail addresses removed. */
  readonly details: readonly string[];
  /** TRAEDE's error codes, e.g. 10000; at most 20. */
  readonly codes: readonly number[];

  constructor(
    call: TraedeCall,
    status: number,
    reasons: { details: readonly string[]; codes: readonly number[] },
  ) {
    super(
      call,
      status,
      `TRAEDE answered ${status} and refuses the request${refusalInWords(reasons.details)}`,
    );
    this.details = reasons.details;
    this.codes = reasons.codes;
  }

  /** The same without what is a person's in the documents that the call named: TRAEDE may quote them. */
  without(personalData: readonly string[]): TraedeValidationError {
    const details = this.details.map((detail) => redact(detail, personalData, detail.length));
    return new TraedeValidationError(this, this.status ?? UNPROCESSABLE, { details, codes: this.codes });
  }
}

/** The end of the sentence, and the next step. TRAEDE's sentences may bring their own full stop. */
function refusalInWords(details: readonly string[]): string {
  const said = details.map((detail) => detail.trim()).join(' | ');
  if (said === '') {
    return " without giving a reason. Compare the call with TRAEDE's documentation, or ask TRAEDE's support.";
  }
  return `: ${said}${/[.!?…]$/.test(said) ? '' : '.'} Mend what it names, then run again.`;
}

/** 429: wait, then call again. */
export class TraedeRateLimitError extends TraedeError {
  override readonly name = 'TraedeRateLimitError';
  readonly kind = 'rate-limit';
  /** How long TRAEDE asks to wait, bounded; undefined where it does not say. */
  readonly retryAfterMs: number | undefined;

  constructor(call: TraedeCall, status: number, retryAfterMs: number | undefined) {
    const wait = retryAfterMs === undefined ? 'after a pause' : `in ${Math.ceil(retryAfterMs / 1000)} s`;
    super(
      call,
      status,
      `TRAEDE answered ${status}: too many requests. Retry ${wait}, or lower the concurrency.`,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** TRAEDE is away, slow or broken, or something stands between: retry later. */
export class TraedeUnavailableError extends TraedeError {
  override readonly name = 'TraedeUnavailableError';
  readonly kind = 'unavailable';

  constructor(call: TraedeCall, status: number | null, what: string) {
    super(
      call,
      status,
      `${what} Retry later; if it lasts, check TRAEDE's status, the base URL and the network.`,
    );
  }
}

/** An answer that this product does not understand: a person has to look. */
export class TraedeUnexpectedError extends TraedeError {
  override readonly name = 'TraedeUnexpectedError';
  readonly kind = 'unexpected';
}

/** Every error of the client, for exhaustive switches over `kind`. */
export type AnyTraedeError =
  | TraedeAuthenticationError
  | TraedeValidationError
  | TraedeRateLimitError
  | TraedeUnavailableError
  | TraedeUnexpectedError;
