import { redact } from '../../redact';

/** What Tryton quotes after these words is left out: names of people, or of records that contain one, and texts. */
const QUOTED_RECORD =
  /\b(part(?:y|ies)|address(?:es)?|customers?|records?|contacts?|employees?|users?|values?)(:?) "[^"]*"/gi;
/** A sentence of Tryton that is longer lists records. */
const MAX_SENTENCE_LENGTH = 400;

/** A sentence of Tryton made fit for a problem: without e-mail addresses, names of records and `names`. */
export function redactSentence(sentence: string, names: readonly string[]): string {
  return redact(sentence.replace(QUOTED_RECORD, '$1$2 "…"'), names, MAX_SENTENCE_LENGTH);
}
