import { parseMoment } from '../plain-date';

export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly details: readonly string[] };

/** Each detail becomes one entry of the 422 answer. */
export function refused<Value>(...details: readonly string[]): Parsed<Value> {
  return { ok: false, details };
}

/** One parameter, its name taken apart: `a[0][b]=c` is `['a', '0', 'b']` and `c`. */
export interface QueryParameter {
  readonly path: readonly string[];
  readonly value: string;
}

const PARAMETER_NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

/** Takes `includes[]=a&includes[]=b` and `includes[0]=a&includes[1]=b`, with brackets encoded or not. */
export function parseParameters(search: string): readonly QueryParameter[] {
  return Array.from(new URLSearchParams(search), ([name, value]) => {
    const [, first, brackets = ''] = PARAMETER_NAME.exec(name) ?? [];
    const rest = Array.from(brackets.matchAll(/\[([^[\]]*)\]/g), ([, part = '']) => part);
    return { path: first === undefined ? [name] : [first, ...rest], value };
  });
}

/** Reads both forms of a date-time, and a day as its beginning in UTC. */
export function instantMs(text: string): number | undefined {
  const moment = parseMoment(text);
  if (moment === undefined) return undefined;
  return moment.kind === 'instant' ? moment.at.getTime() : Date.parse(`${moment.day}T00:00:00Z`);
}
