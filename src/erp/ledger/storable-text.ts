/**
 * No line of an invoice needs more; a description of a megabyte would only make every later reading slow. In UTF-16
 * units, so that cutting costs no walk through the text.
 */
const MAX_TEXT_LENGTH = 1_000;

/**
 * Text as PostgreSQL can hold it: without NUL, without halves of surrogate pairs, and bounded. Everything else stays:
 * right-to-left text, emoji, quotes.
 */
export function storableText(text: string): string {
  const cut = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
  return cut.replace(/\0/g, '').replace(/\p{Cs}/gu, '');
}

export function storableTextOrNull(text: string | null): string | null {
  return text === null ? null : storableText(text);
}
