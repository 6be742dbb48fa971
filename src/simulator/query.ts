import { parseFilterGroups, type FilterGroup } from './filters';
import { instantMs, parseParameters, refused, type Parsed, type QueryParameter } from './parameters';

/** What an export call asks for. */
export interface ExportQuery {
  readonly systemId: string;
  readonly includeNonBooked: boolean;
  readonly includes: readonly string[];
  /** Zero-based. */
  readonly page: number;
  readonly limit: number;
  /** A document must pass every group. */
  readonly filterGroups: readonly FilterGroup[];
  /** Marks made after this instant are looked past; null: every mark counts. */
  readonly notExportedSinceMs: number | null;
}

const DEFAULT_LIMIT = 20;
/** "At most 60", TRAEDE's documentation. */
const MAX_LIMIT = 60;
/** Far beyond any list; keeps page × limit a safe integer. */
const MAX_PAGE = 1_000_000;
/** @param relations what `includes[]` may name for this document type */
export function parseExportQuery(search: string, relations: readonly string[]): Parsed<ExportQuery> {
  const parameters = parseParameters(search);
  const details: string[] = [];
  const keep = <Value>(parsed: Parsed<Value>, fallback: Value): Value => {
    if (parsed.ok) return parsed.value;
    details.push(...parsed.details);
    return fallback;
  };
  const query: ExportQuery = {
    systemId: keep(parseSystemId(scalar(parameters, 'system_id')), ''),
    includeNonBooked: keep(parseFlag('include_non_booked', scalar(parameters, 'include_non_booked')), false),
    includes: keep(parseIncludes(parameters, relations), []),
    page: keep(parseInteger('page', scalar(parameters, 'page') ?? '0', 0, MAX_PAGE), 0),
    limit: keep(parseInteger('limit', scalar(parameters, 'limit') ?? String(DEFAULT_LIMIT), 1, MAX_LIMIT), 1),
    filterGroups: keep(parseFilterGroups(parameters), []),
    notExportedSinceMs: keep(
      parseInstant('not_exported_since', scalar(parameters, 'not_exported_since')),
      null,
    ),
  };
  return details.length === 0 ? { ok: true, value: query } : { ok: false, details };
}

/** The relations asked for, of a call that knows no other parameter. */
export function parseIncludes(
  parameters: readonly QueryParameter[],
  relations: readonly string[],
): Parsed<readonly string[]> {
  const asked = parameters.filter(({ path }) => path[0] === 'includes');
  if (asked.some(({ path }) => path.length !== 2)) return refused('includes must be an array');
  const unknown = asked.filter(({ value }) => !relations.includes(value));
  if (unknown.length > 0) return refused(`includes: unknown relation ${unknown.map(quoteValue).join(', ')}`);
  return { ok: true, value: asked.map(({ value }) => value) };
}

/** The last one wins, as in PHP. */
function scalar(parameters: readonly QueryParameter[], name: string): string | undefined {
  return parameters.findLast(({ path }) => path.length === 1 && path[0] === name)?.value;
}

function parseSystemId(text: string | undefined): Parsed<string> {
  return text === undefined || text.trim() === ''
    ? refused('system_id is required')
    : { ok: true, value: text };
}

function parseFlag(name: string, text: string | undefined): Parsed<boolean> {
  switch (text) {
    case undefined:
    case '0':
    case 'false':
      return { ok: true, value: false };
    case '1':
    case 'true':
      return { ok: true, value: true };
    default:
      return refused(`${name} must be 0 or 1`);
  }
}

function parseInteger(name: string, text: string, min: number, max: number): Parsed<number> {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max
    ? { ok: true, value }
    : refused(`${name} must be a whole number from ${min} to ${max}`);
}

function parseInstant(name: string, text: string | undefined): Parsed<number | null> {
  if (text === undefined) return { ok: true, value: null };
  const atMs = instantMs(text);
  return atMs === undefined ? refused(`${name} must be a date-time`) : { ok: true, value: atMs };
}

function quoteValue({ value }: QueryParameter): string {
  return `"${value}"`;
}
