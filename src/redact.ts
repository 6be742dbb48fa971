/** Longest text that is looked through: keeps the work small on a huge error body. */
const MAX_SCANNED_LENGTH = 10_000;

/** Shorter names would blot out letters all over a sentence. */
const MIN_CONFIDENTIAL_LENGTH = 3;

const E_MAIL_ADDRESS = /[^\s@<>"'(),;:]{1,256}(?:@|%40)[^\s@<>"'(),;:]{1,256}/gi;

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * A text that the other side wrote made fit for errors, timelines and logs: on one line, at most `maxLength` characters,
 * without e-mail addresses and without any of `confidential` (secrets, names): systems like to quote what they were sent.
 */
export function redact(text: string, confidential: readonly string[], maxLength: number): string {
  let clean = text.slice(0, MAX_SCANNED_LENGTH);
  const hidden = confidential.filter((part) => part.trim().length >= MIN_CONFIDENTIAL_LENGTH);
  // The longest first: one may be part of another.
  for (const part of hidden.toSorted((a, b) => b.length - a.length)) clean = clean.replaceAll(part, '[…]');
  clean = clean.replace(UNPRINTABLE, ' ').replace(E_MAIL_ADDRESS, '[e-mail]').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
