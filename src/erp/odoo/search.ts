import { z } from 'zod';
import type { Session } from './session';
import { wireId } from './wire';

/** Odoo's search domains: `[field, operator, value]`, all of which must hold; `'|'` before two of which one must. */
export type Domain = readonly unknown[];

export interface Search<T> {
  readonly model: string;
  readonly domain: Domain;
  readonly fields: readonly string[];
  readonly row: z.ZodType<T>;
  /** Default: by id. */
  readonly order?: string;
  /** Default: all. */
  readonly limit?: number;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** @throws {OdooCallError} */
export function searchRead<T>(session: Session, search: Search<T>, signal?: AbortSignal): Promise<T[]> {
  const { model, domain, fields, row, order = 'id', limit, context } = search;
  const args = { domain, fields, order, ...(limit === undefined ? {} : { limit }) };
  const result = z.array(row);
  return session.call(
    { model, method: 'search_read', args, result, ...(context === undefined ? {} : { context }) },
    signal,
  );
}

/** Of a row of which only the id is wanted. */
export const idRow = z.object({ id: wireId });
