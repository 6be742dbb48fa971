import { redact } from '../../redact';

/** Kinds of records whose names are, or contain, names of people: what Tryton quotes after them is left out. */
const QUOTED_RECORD =
  /\b(part(?:y|ies)|address(?:es)?|customers?|records?|contacts?|employees?|users?)(:?) "[^"]*"/gi;
/** A sentence of Tryton that is longer lists records. */
const MAX_SENTENCE_LENGTH = 400;

/** A sentence of Tryton made fit for a problem: without e-mail addresses, names of records and `names`. */
export function redactSentence(sentence: string, names: readonly string[]): string {
  return redact(sentence.replace(QUOTED_RECORD, '$1$2 "…"'), names, MAX_SENTENCE_LENGTH);
}
