/** Longest text that is looked through: keeps the work small on a huge error body. */
const MAX_SCANNED_LENGTH = 10_000;

/** Shorter names would blot out letters all over a sentence. */
const MIN_CONFIDENTIAL_LENGTH = 3;

/** A name is found by its beginning: patterns of whole essays would cost more than they find. */
const MAX_PATTERN_LENGTH = 200;

const E_MAIL_ADDRESS = /[^\s@<>"'(),;:]{1,256}(?:@|%40)[^\s@<>"'(),;:]{1,256}/gi;

const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * A text that the other side wrote made fit for errors, timelines and logs: on one line, at most `maxLength` characters,
 * without e-mail addresses and without any of `confidential` (secrets, names): systems like to quote what they were sent,
 * in other letters, or as JSON, HTML and addresses write it.
 */
export function redact(text: string, confidential: readonly string[], maxLength: number): string {
  let clean = text.slice(0, MAX_SCANNED_LENGTH);
  const hidden = confidential
    .map((part) => part.trim())
    .filter((part) => part.length >= MIN_CONFIDENTIAL_LENGTH);
  // The longest first: one may be part of another.
  for (const part of hidden.toSorted((a, b) => b.length - a.length))
    clean = clean.replace(quotesOf(part), '[…]');
  clean = clean.replace(UNPRINTABLE, ' ').replace(E_MAIL_ADDRESS, '[e-mail]').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}

/** The part itself, in any letters, each other character as it is or escaped. */
function quotesOf(part: string): RegExp {
  const characters = Array.from(part.slice(0, MAX_PATTERN_LENGTH).replace(/\s+/g, ' '));
  return new RegExp(characters.map(formsOf).join(''), 'giu');
}

/** `"` → itself, `\"`, `%22`, `\u0022`, `&quot;`, `&#34;`. */
function formsOf(character: string): string {
  if (/[a-z0-9]/i.test(character)) return character;
  if (character === ' ') return String.raw`(?:\s|%20|\+|&nbsp;){1,4}`;
  const itself = character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
  const percent = Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(
    '',
  );
  const unicode = Array.from(
    { length: character.length },
    (_, index) => String.raw`\\{1,4}u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
  return String.raw`(?:\\{0,4}${itself}|${percent}|${unicode}|&#?\w{1,8};)`;
}
