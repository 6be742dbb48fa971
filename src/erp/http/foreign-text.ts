/** Longest text that is looked through: keeps the work small on a huge body. */
const MAX_SCANNED_LENGTH = 10_000;

/** A sentence or two; what is longer is an error page. */
const MAX_TEXT_LENGTH = 500;

/** Shorter names would blot out letters all over a sentence. */
const MIN_PRIVATE_LENGTH = 3;

const E_MAIL_ADDRESS = /[^\s@<>"'(),;:]{1,256}(?:@|%40)[^\s@<>"'(),;:]{1,256}/gi;
const CONTROL_CHARACTERS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * A text that the other side wrote, fit for timelines and logs: on one line, bounded, without e-mail addresses and
 * without any of `confidential` (secrets, names): middleware likes to quote what it was sent.
 */
export function foreignText(text: string, confidential: readonly string[]): string {
  let clean = text.slice(0, MAX_SCANNED_LENGTH);
  const hidden = confidential.filter((part) => part.length >= MIN_PRIVATE_LENGTH);
  // The longest first: one may be part of another.
  for (const part of hidden.toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(part, '[…]');
  clean = clean.replace(CONTROL_CHARACTERS, ' ').replace(E_MAIL_ADDRESS, '[e-mail]').trim();
  return clean.length > MAX_TEXT_LENGTH ? `${clean.slice(0, MAX_TEXT_LENGTH - 1)}…` : clean;
}
