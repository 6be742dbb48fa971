import { redact } from '../redact';
import type { TemporalAddress } from './address';

/** Temporal cannot be used; the message says what is wrong and what to do, without any key. */
export class TemporalAccessError extends Error {
  override readonly name = 'TemporalAccessError';
}

/** gRPC's codes. */
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** A server's own words, cut. */
const MAX_REASON_LENGTH = 300;

/** What a failed connection, or the first call on it, means for a person. */
export function toAccessError(
  error: unknown,
  temporal: TemporalAddress,
  timeoutMs: number,
): TemporalAccessError {
  const { namespace, connection } = temporal;
  const address = connection.address ?? 'the default address';
  const credentials = credentialsOf(temporal);
  const { code, reason } = answerIn(error, secretsOf(temporal));
  const say = (text: string): TemporalAccessError => new TemporalAccessError(`${text} (${reason})`);
  switch (code) {
    case UNAUTHENTICATED:
      return say(
        `Temporal at ${address} does not accept ${credentials}; check that it is valid and has not expired`,
      );
    case PERMISSION_DENIED:
      return say(
        `Temporal at ${address} does not let ${credentials} use the namespace ${namespace}; give it the right to write there, or correct TEMPORAL_NAMESPACE`,
      );
    case NOT_FOUND:
      return say(
        `Temporal at ${address} has no namespace "${namespace}"; correct TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace ${namespace}`,
      );
    default: {
      const isAway = code === undefined || code === UNAVAILABLE || code === DEADLINE_EXCEEDED;
      return isAway
        ? say(
            `Temporal does not answer at ${address} within ${timeoutMs / 1_000} s; start it, or correct TEMPORAL_ADDRESS`,
          )
        : say(`Temporal at ${address} refuses the connection`);
    }
  }
}

function credentialsOf({ connection }: TemporalAddress): string {
  if (connection.apiKey !== undefined) return 'the API key (TEMPORAL_API_KEY)';
  const hasCertificate =
    typeof connection.tls === 'object' && (connection.tls?.clientCertPair ?? undefined) !== undefined;
  return hasCertificate
    ? 'the client certificate (TEMPORAL_TLS_CLIENT_CERT_PATH)'
    : 'a client without credentials (set TEMPORAL_API_KEY, or TEMPORAL_TLS_CLIENT_CERT_PATH and _KEY_PATH)';
}

function secretsOf({ connection: { apiKey } }: TemporalAddress): readonly string[] {
  return typeof apiKey === 'string' ? [apiKey] : [];
}

/** The SDK wraps what the server answered. */
function answerIn(
  error: unknown,
  secrets: readonly string[],
): { readonly code: number | undefined; readonly reason: string } {
  if (!(error instanceof Error)) return { code: undefined, reason: 'unknown error' };
  if ('code' in error && typeof error.code === 'number') {
    const details = 'details' in error && typeof error.details === 'string' ? error.details : error.message;
    return { code: error.code, reason: redact(details, secrets, MAX_REASON_LENGTH) };
  }
  if (error.cause instanceof Error) return answerIn(error.cause, secrets);
  return { code: undefined, reason: redact(error.message, secrets, MAX_REASON_LENGTH) };
}
