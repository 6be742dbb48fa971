import type { DocumentHeader } from './headers';
import { instantMs, refused, type Parsed, type QueryParameter } from './parameters';
import { wireDate } from './wire-documents';

/** Filters of one group: all must hold, or any of them where the group says `or`. */
export interface FilterGroup {
  readonly or: boolean;
  readonly filters: readonly Filter[];
}

export interface Filter {
  readonly key: FilterKey;
  readonly operator: Operator;
  readonly not: boolean;
  readonly values: readonly string[];
  /** The same as instants, read once and not for each document; NaN for a piece of text. */
  readonly instantsMs: readonly number[];
}

/** All that the export endpoints document. */
const FILTER_KEYS = ['created_at', 'updated_at'] as const;
type FilterKey = (typeof FILTER_KEYS)[number];

/** Contains, starts with, ends with, equal, greater, less, in, between: the words of the query library. */
const OPERATORS = ['ct', 'sw', 'ew', 'eq', 'gt', 'gte', 'lt', 'lte', 'in', 'bt'] as const;
type Operator = (typeof OPERATORS)[number];

const FILTER_FIELDS = ['key', 'operator', 'value', 'not'];

interface RawGroup {
  or: boolean;
  readonly filters: Map<string, RawFilter>;
}
type RawFilter = Map<string, string[]>;

/** Reads `filter_groups[0][filters][0][key]=created_at` and its siblings. */
export function parseFilterGroups(parameters: readonly QueryParameter[]): Parsed<readonly FilterGroup[]> {
  const rawGroups = new Map<string, RawGroup>();
  for (const parameter of parameters) {
    if (parameter.path[0] !== 'filter_groups') continue;
    if (!collect(rawGroups, parameter)) {
      return refused(`filter_groups: cannot read ${parameter.path.join('.')}`);
    }
  }
  const details: string[] = [];
  const groups = Array.from(rawGroups.values(), ({ or, filters }) => ({
    or,
    filters: Array.from(filters.values()).flatMap((raw) => {
      const parsed = parseFilter(raw);
      if (parsed.ok) return [parsed.value];
      details.push(...parsed.details);
      return [];
    }),
  }));
  return details.length === 0 ? { ok: true, value: groups } : { ok: false, details };
}

export function passes(header: DocumentHeader, groups: readonly FilterGroup[]): boolean {
  return groups.every(({ or, filters }) =>
    or ? filters.some((filter) => holds(header, filter)) : filters.every((filter) => holds(header, filter)),
  );
}

/** Puts one parameter where it belongs; false when its name is not of a filter's. */
function collect(groups: Map<string, RawGroup>, { path, value }: QueryParameter): boolean {
  const [, groupKey, part, filterKey, field] = path;
  if (groupKey === undefined || part === undefined) return false;
  const group = groups.get(groupKey) ?? { or: false, filters: new Map<string, RawFilter>() };
  groups.set(groupKey, group);
  if (part === 'or' && path.length === 3) {
    group.or = isTrue(value);
    return true;
  }
  if (part !== 'filters' || filterKey === undefined || field === undefined) return false;
  // A list of values has one more pair of brackets: …[value][0].
  const isValueOfList = field === 'value' && path.length === 6;
  if (!FILTER_FIELDS.includes(field) || (path.length !== 5 && !isValueOfList)) return false;
  const filter = group.filters.get(filterKey) ?? new Map<string, string[]>();
  group.filters.set(filterKey, filter);
  filter.set(field, [...(filter.get(field) ?? []), value]);
  return true;
}

function parseFilter(raw: RawFilter): Parsed<Filter> {
  const key = FILTER_KEYS.find((name) => name === raw.get('key')?.[0]);
  if (key === undefined) return refused('filter_groups: key must be created_at or updated_at');
  const operator = OPERATORS.find((name) => name === (raw.get('operator')?.[0] ?? 'eq'));
  if (operator === undefined)
    return refused(`filter_groups: operator must be one of ${OPERATORS.join(', ')}`);
  const values = raw.get('value') ?? [];
  const instantsMs = values.map((value) => instantMs(value) ?? Number.NaN);
  if (!valuesFit(operator, instantsMs)) {
    return refused(`filter_groups: value does not fit operator ${operator}`);
  }
  return { ok: true, value: { key, operator, not: isTrue(raw.get('not')?.[0]), values, instantsMs } };
}

function valuesFit(operator: Operator, instantsMs: readonly number[]): boolean {
  const { length } = instantsMs;
  if (operator === 'ct' || operator === 'sw' || operator === 'ew') return length === 1;
  const count = operator === 'bt' ? length === 2 : operator === 'in' || length === 1;
  return count && length > 0 && !instantsMs.some(Number.isNaN);
}

function holds(header: DocumentHeader, filter: Filter): boolean {
  const atMs = filter.key === 'created_at' ? header.createdAtMs : header.updatedAtMs;
  return compare(atMs, filter) !== filter.not;
}

function compare(atMs: number, { operator, values, instantsMs }: Filter): boolean {
  const [text = ''] = values;
  const [first = Number.NaN, last = Number.NaN] = instantsMs;
  switch (operator) {
    case 'ct':
      return wireDate(atMs).includes(text);
    case 'sw':
      return wireDate(atMs).startsWith(text);
    case 'ew':
      return wireDate(atMs).endsWith(text);
    case 'eq':
      return atMs === first;
    case 'gt':
      return atMs > first;
    case 'gte':
      return atMs >= first;
    case 'lt':
      return atMs < first;
    case 'lte':
      return atMs <= first;
    case 'in':
      return instantsMs.includes(atMs);
    case 'bt':
      return atMs >= first && atMs <= last;
  }
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true';
}
