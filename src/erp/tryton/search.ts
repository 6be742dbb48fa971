import { z } from 'zod';
import type { Session } from './session';

/** Tryton's search domains: `[field, operator, value]`, joined by `OR` where a list begins with it. */
export type Domain = readonly unknown[];

export interface Search<T> {
  /** Without `model.`: `account.invoice`. */
  readonly model: string;
  readonly domain: Domain;
  /** `field` or `relation.field`; what a relation points to comes under `relation.`, with the dot. */
  readonly fields: readonly string[];
  readonly row: z.ZodType<T>;
  /** Default: by id; null: as Tryton orders this model. */
  readonly order?: readonly (readonly [field: string, direction: 'ASC' | 'DESC'])[] | null;
  /** Default: all. */
  readonly limit?: number;
}

/** @throws {TrytonCallError} */
export function searchRead<T>(session: Session, search: Search<T>, signal?: AbortSignal): Promise<T[]> {
  const { model, domain, fields, row, order = [['id', 'ASC']], limit = null } = search;
  return session.call(`model.${model}.search_read`, [domain, 0, limit, order, fields], z.array(row), signal);
}

/** Of a row of which only the id is wanted. */
export const idRow = z.object({ id: z.number().int() });
