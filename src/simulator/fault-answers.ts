import { emptyAnswer, htmlAnswer, messageAnswer, validationAnswer, type Answer } from './answers';
import type { AnswerFault } from './faults';

/** How a call ends. */
export type Ending =
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** The connection ends without an answer, or is reset. */
  | { readonly kind: 'destroy' | 'reset' }
  /** Half of the answer, then the connection ends. */
  | { readonly kind: 'truncate'; readonly answer: Answer };

/** HTTP dates have whole seconds: less than two ahead could already be over when it is read. */
const RETRY_DATE_AHEAD_MS = 2000;

/**
 * Carries a call out, or not, as the fault wants it.
 * @param act does what the call asks for, and gives the answer
 * @param wallClock for `Retry-After` as a date: a client compares it with its own clock, not with simulated time
 */
export function endWith(fault: AnswerFault | null, act: () => Answer, wallClock: () => number): Ending {
  if (fault === null) return { kind: 'answer', answer: act() };
  switch (fault.kind) {
    case 'unauthorized':
      return answer(messageAnswer(401, 'Unauthenticated.'));
    case 'validation':
      return answer(validationAnswer([fault.detail ?? 'the given data was invalid']));
    case 'rate-limit':
      return answer(messageAnswer(429, 'Too Many Attempts.', retryAfter(fault.retryAfter, wallClock)));
    case 'server-error':
      return answer(serverError(fault.status ?? 500));
    case 'html-page':
      return answer(htmlAnswer(200, 'Log in'));
    case 'lost-request':
      return { kind: 'destroy' };
    case 'reset':
      return { kind: 'reset' };
    case 'lost-answer':
      act();
      return { kind: 'destroy' };
    case 'error-after-acting':
      act();
      return answer(serverError(500));
    case 'truncated-body':
      return { kind: 'truncate', answer: act() };
  }
}

function answer(given: Answer): Ending {
  return { kind: 'answer', answer: given };
}

function serverError(status: 500 | 502 | 503): Answer {
  switch (status) {
    case 500:
      return messageAnswer(500, 'Server Error');
    case 502:
      return htmlAnswer(502, '502 Bad Gateway');
    case 503:
      return emptyAnswer(503);
  }
}

function retryAfter(value: number | 'date' | undefined, wallClock: () => number): Record<string, string> {
  if (value === undefined) return {};
  if (value !== 'date') return { 'retry-after': String(value) };
  return { 'retry-after': new Date(wallClock() + RETRY_DATE_AHEAD_MS).toUTCString() };
}
