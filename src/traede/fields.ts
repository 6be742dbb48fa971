import { z } from 'zod';
import type { DocumentId } from '../document';
import type { Decimal } from '../money';
import { MAX_AMOUNT, parseDecimal } from '../money';
import type { Moment } from '../plain-date';
import { parseMoment, parsePlainDate } from '../plain-date';

/**
 * Readers of single JSON fields, liberal in the form (numbers as text, null for absent) and strict in the meaning.
 * Their complaints name what was expected and the kind of what was found, never the value (but a day that does not exist).
 */

/** Names and texts go into ERPs, whose columns are often this wide. Longer ones are cut. */
export const MAX_TEXT_LENGTH = 255;

/**
 * Numbers of documents, customers, items and accounts. A longer one is refused rather than cut: what is left could
 * be somebody else's.
 */
export const MAX_IDENTIFIER_LENGTH = 64;

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * What a reader makes of a value: the typed value; or what it should have been, and what it is, where its kind does not
 * say; or the whole complaint.
 */
type Reading<T> =
  | { readonly value: T }
  | { readonly expected: string; readonly found?: string }
  | { readonly complaint: string };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** `Array.isArray`, without its `any`. */
export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** `a list`, `a text`, …: what may be said of a value without saying the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (isList(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : 'a text';
  return typeof value === 'boolean' ? 'true or false' : 'a number';
}

/** A zod field over a reader; it runs for a missing key too, with `undefined`. */
function field<T>(read: (value: unknown) => Reading<T>) {
  return z
    .unknown()
    .optional()
    .transform((value, context): T => {
      const reading = read(value);
      if ('value' in reading) return reading.value;
      context.addIssue({ code: 'custom', message: complaintOf(reading, value) });
      return z.NEVER;
    });
}

/** An object schema whose own complaint is of the same form. */
export function object<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.object(shape, { error: (issue) => complaint('an object', issue.input) });
}

function complaintOf(failed: Exclude<Reading<never>, { value: never }>, value: unknown): string {
  if ('complaint' in failed) return failed.complaint;
  return failed.found === undefined
    ? complaint(failed.expected, value)
    : `should be ${failed.expected}, but is ${failed.found}`;
}

function complaint(expected: string, value: unknown): string {
  return `should be ${expected}, but is ${kindOf(value)}`;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** An absent field gets `fallback`; a present one must be readable. */
function orWhenAbsent<T, F>(fallback: F, read: (value: unknown) => Reading<T>) {
  return (value: unknown): Reading<T | F> => (isAbsent(value) ? { value: fallback } : read(value));
}

// Amounts

function readAmount(value: unknown): Reading<Decimal> {
  const amount = parseDecimal(value);
  if (amount === undefined) return { expected: 'a decimal number', ...defectOfNumber(value) };
  if (amount.abs().gt(MAX_AMOUNT)) {
    return { expected: `a decimal number of at most ${MAX_AMOUNT.toFixed()}`, found: 'too large' };
  }
  return { value: amount };
}

/** Any decimal number, with more digits than can be read too; JSON's long numbers come as texts. */
const NUMBER_TEXT = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function defectOfNumber(value: unknown): { readonly found?: string } {
  if (typeof value === 'number') return { found: 'too large' };
  if (typeof value !== 'string' || value.trim() === '') return {};
  return {
    found: NUMBER_TEXT.test(value.trim()) ? 'one with too many digits' : 'a text that is not a number',
  };
}

export const requiredAmount = field(readAmount);
export const optionalAmount = field(orWhenAbsent(null, readAmount));
export const amountOr = (fallback: Decimal) => field(orWhenAbsent(fallback, readAmount));

// Ids

/** A positive integer, as number or as text; undefined for anything else and beyond 2^53 - 1. */
export function readDocumentId(value: unknown): DocumentId | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  if (!/^[1-9]\d{0,15}$/.test(text)) return undefined;
  return Number.isSafeInteger(Number(text)) ? Number(text) : undefined;
}

function readId(value: unknown): Reading<DocumentId> {
  const id = readDocumentId(value);
  return id === undefined ? { expected: 'a positive integer below 2^53' } : { value: id };
}

export const requiredId = field(readId);
export const optionalId = field(orWhenAbsent(null, readId));
/** For an id that nothing depends on. */
export const lenientId = field((value) => ({ value: readDocumentId(value) ?? null }));

// Texts

const LINE_BREAKS_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** They turn the direction of writing: `1042` could be shown as `2401`. */
const DIRECTION_CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const LONE_SURROGATES = /\p{Cs}/gu;

/** One line, without control characters, trimmed. Reads numbers too; null for what is neither or is empty. */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value)
    .replace(LINE_BREAKS_AND_CONTROLS, ' ')
    .replace(DIRECTION_CONTROLS, '')
    .replace(LONE_SURROGATES, '\ufffd')
    .trim();
  return text === '' ? null : text;
}

/** Cuts without splitting a character that takes two code units. */
export function cutText(text: string, maxLength: number): string {
  return text
    .slice(0, maxLength)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
}

function readDisplayText(value: unknown): string | null {
  const text = readText(value);
  return text === null ? null : cutText(text, MAX_TEXT_LENGTH);
}

function readIdentifier(value: unknown): Reading<string | null> {
  if (typeof value !== 'string' && typeof value !== 'number') return { expected: 'a text or a number' };
  const text = readText(value);
  if (text === null || text.length <= MAX_IDENTIFIER_LENGTH) return { value: text };
  return { expected: `at most ${MAX_IDENTIFIER_LENGTH} characters long` };
}

/** A text for people; anything that is not a text or a number counts as absent. */
export const displayText = field((value) => ({ value: readDisplayText(value) }));
/** A number or code that identifies something; null where absent or empty. */
export const identifier = field(orWhenAbsent(null, readIdentifier));
/** As {@link identifier}, for one that nothing depends on: an unreadable or overlong one counts as absent. */
export const lenientIdentifier = field((value) => {
  const reading = readIdentifier(value);
  return { value: 'value' in reading ? reading.value : null };
});

const ACCOUNT_NUMBER = new RegExp(`^[A-Za-z0-9][A-Za-z0-9._:/-]{0,${MAX_IDENTIFIER_LENGTH - 1}}$`);

/**
 * The number of an account in the brand's chart of accounts: an integer, or letters and digits. Empty where TRAEDE
 * names none (null or an empty text), which is a problem of the accounts, not of the document's form.
 */
export const accountNumber = field((value): Reading<string> => {
  const isEmpty = value === null || (typeof value === 'string' && value.trim() === '');
  if (isEmpty) return { value: '' };
  const text = isAbsent(value) ? null : readText(value);
  const isFraction = typeof value === 'number' && !Number.isSafeInteger(value);
  if (text === null || isFraction || !ACCOUNT_NUMBER.test(text)) return { expected: 'an account number' };
  return { value: text };
});

export const currency = field((value): Reading<string> => {
  const text = typeof value === 'string' ? value.trim().toUpperCase() : '';
  if (/^[A-Z]{3}$/.test(text)) return { value: text };
  const expected = 'a currency code of three letters';
  return text === '' ? { expected } : { expected, found: 'a text that is not one' };
});

// Dates

/** The moment that a text names; null where it names none. */
export function readMoment(value: unknown): Moment | null {
  return (typeof value === 'string' ? parseMoment(value) : undefined) ?? null;
}

export const lenientMoment = field((value) => ({ value: readMoment(value) }));
export const requiredMoment = field((value): Reading<Moment> => {
  const moment = readMoment(value);
  if (moment !== null) return { value: moment };
  const day = impossibleDay(value);
  return day === undefined ? { expected: 'a date that exists' } : { complaint: notADay(day) };
});

/** The day that a text names in digits, though no calendar has it: `2026-02-30`. */
export function impossibleDay(value: unknown): string | undefined {
  const day = typeof value === 'string' ? /^\s*(\d{4}-\d{2}-\d{2})(?:\D|$)/.exec(value)?.[1] : undefined;
  return day === undefined || parsePlainDate(day) !== undefined ? undefined : day;
}

/** Says the value, which the other complaints never do: a date in digits is about nobody. */
export function notADay(day: string): string {
  return `${day} is not a day that exists`;
}

// Structure

/** An object, as it is; anything else counts as an empty one. */
export const recordOrEmpty = field((value): Reading<JsonRecord> => ({ value: isRecord(value) ? value : {} }));

/** The text of a field that may hold one of few words, in any case; null where absent. */
export function oneOf<const Word extends string>(...words: readonly Word[]) {
  const read = (value: unknown): Reading<Word> => {
    const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
    const word = words.find((candidate) => candidate === text);
    return word === undefined ? { expected: words.map((each) => `"${each}"`).join(' or ') } : { value: word };
  };
  return field(orWhenAbsent(null, read));
}

/** A list of at most `maxLength` elements, each read by `element` afterwards. */
export function listOf<Schema extends z.ZodType>(element: Schema, maxLength: number, whenNotAList: string) {
  return z
    .unknown()
    .optional()
    .transform((value, context): readonly unknown[] => {
      if (isList(value) && value.length <= maxLength) return value;
      const message = isList(value)
        ? `should hold at most ${maxLength} elements, but holds ${value.length}`
        : `${complaint('a list', value)}: ${whenNotAList}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .pipe(z.array(element));
}
