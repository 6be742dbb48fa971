import { redact } from '../../redact';

/** No line of an invoice needs more. In UTF-16 units. */
const MAX_TEXT_LENGTH = 1_000;

/** Text as Tryton's database can hold it: without NUL and halves of surrogate pairs, and bounded. */
export function storableText(text: string): string {
  const cut = text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text;
  return cut.replace(/\0/g, '').replace(/\p{Cs}/gu, '');
}

/** On one line, as fields without room for several want it. */
export function storableLine(text: string): string {
  return storableText(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}

/** Kinds of records whose names are, or contain, names of people: what Tryton quotes after them is left out. */
const QUOTED_RECORD =
  /\b(part(?:y|ies)|address(?:es)?|customers?|records?|contacts?|employees?|users?)(:?) "[^"]*"/gi;
/** A sentence of Tryton that is longer lists records. */
const MAX_SENTENCE_LENGTH = 400;

/** A sentence of Tryton made fit for a problem: without e-mail addresses, names of records and `names`. */
export function redactSentence(sentence: string, names: readonly string[]): string {
  return redact(sentence.replace(QUOTED_RECORD, '$1$2 "…"'), names, MAX_SENTENCE_LENGTH);
}
