import { LosslessNumber, isLosslessNumber, parse, stringify } from 'lossless-json';

/**
 * JSON whose decimals are read exactly. `JSON.parse` makes a JavaScript number of each, which holds 15 significant
 * digits for certain; PHP writes up to 17 (`33.333333333333336`). Such a number is kept as its text.
 */

/** Digits that a JavaScript number gives back unchanged. */
const MAX_EXACT_DIGITS = 15;

/**
 * A TRAEDE document nests about five levels deep. Beyond this the text is nonsense, and walking it by recursion could
 * exhaust the stack.
 */
export const MAX_JSON_DEPTH = 200;

/** A number in value position that may lose digits in `JSON.parse`; 16 characters: 15 digits and a point. */
const INEXACT_NUMBER = /(?:^|[:,[])\s*-?(?:\d[\d.]{15,}|\d[\d.]*e)/i;

/** The text cannot be read. Says nothing of its content, which may be personal; parsers' own messages quote it. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly reason: 'syntax' | 'depth';

  constructor(reason: 'syntax' | 'depth') {
    super(
      reason === 'syntax'
        ? 'The text is not valid JSON.'
        : `The JSON is nested deeper than ${MAX_JSON_DEPTH} levels.`,
    );
    this.reason = reason;
  }
}

/**
 * Parses `text`; numbers with more than 15 digits or an exponent come as strings (`"33.333333333333336"`), which
 * `parseDecimal` reads exactly. All others come as JavaScript numbers, as from `JSON.parse`; so does a key
 * `__proto__`: as an own property, never as a prototype.
 * @throws JsonTextError
 */
export function parseJson(text: string): unknown {
  return parseWith(text, (number) => number);
}

/**
 * As {@link parseJson}, but for writing the value again with {@link stringifyJson}: long numbers stay numbers.
 * @throws JsonTextError
 */
export function parseJsonVerbatim(text: string): unknown {
  return parseWith(text, (number) => new LosslessNumber(number));
}

/** A long number from {@link parseJsonVerbatim} as its text, as {@link parseJson} gives it; any other value unchanged. */
export function asParsed(value: unknown): unknown {
  return isLosslessNumber(value) ? value.toString() : value;
}

/** Compact JSON. Numbers from {@link parseJsonVerbatim} are written digit by digit as they were read. */
export function stringifyJson(value: unknown): string {
  const text: string | undefined = holdsLosslessNumber(value) ? stringify(value) : JSON.stringify(value);
  if (text === undefined) throw new TypeError(`A value of type ${typeof value} has no JSON form.`);
  return text;
}

function parseWith(text: string, keepInexact: (number: string) => unknown): unknown {
  if (isNestedTooDeeply(text)) throw new JsonTextError('depth');
  try {
    if (!INEXACT_NUMBER.test(text)) return JSON.parse(text);
    return parse(text, null, {
      parseNumber: (number) => (isExactAsNumber(number) ? Number(number) : keepInexact(number)),
      onDuplicateKey: ({ newValue }) => newValue,
    });
  } catch {
    throw new JsonTextError('syntax');
  }
}

function isExactAsNumber(number: string): boolean {
  return !/e/i.test(number) && number.replace(/[-.]/g, '').length <= MAX_EXACT_DIGITS;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** `[` and `{`, `]` and `}` differ in this bit alone. */
const BRACKET_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Looks at the text before it is parsed: by then a recursive parser would have met the depth already. */
function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if ((code | BRACKET_BIT) === OPENING && ++depth > MAX_JSON_DEPTH) return true;
    else if ((code | BRACKET_BIT) === CLOSING) depth--;
  }
  return false;
}

function holdsLosslessNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isLosslessNumber(value)) return true;
  return Object.values(value).some(holdsLosslessNumber);
}
