import { z } from 'zod';
import type { ExternalReference } from '../../document';
import type { Lookup } from './context';
import { DOCUMENT_MODULE, externalId, externalIdName, referenceOfName } from './external-id';
import { isConflict, OdooCallError } from './failure';
import { searchRead } from './search';
import type { Session } from './session';
import { wireId } from './wire';

export const MOVE = 'account.move';

/** References per search: some ten kilobytes of question. */
const SEARCH_BATCH_SIZE = 200;

const claimRow = z.object({ name: z.string(), res_id: wireId });

/** Which record of Odoo each reference stands for; what nobody has claimed is absent. */
export async function findClaims(
  { session, signal }: Pick<Lookup, 'session' | 'signal'>,
  references: readonly ExternalReference[],
): Promise<ReadonlyMap<ExternalReference, number>> {
  const claims = new Map<ExternalReference, number>();
  for (let start = 0; start < references.length; start += SEARCH_BATCH_SIZE) {
    const wanted = new Set(references.slice(start, start + SEARCH_BATCH_SIZE));
    const names = [...wanted].map(externalIdName);
    const search = { model: 'ir.model.data', fields: ['name', 'res_id'], row: claimRow };
    const rows = await searchRead(session, { ...search, domain: [...OURS, ['name', 'in', names]] }, signal);
    for (const { name, res_id } of rows) {
      const reference = referenceOfName(name);
      if (reference !== undefined && wanted.has(reference)) claims.set(reference, res_id);
    }
  }
  return claims;
}

/** Of all external ids, those of our documents. */
export const OURS = [
  ['module', '=', DOCUMENT_MODULE],
  ['model', '=', MOVE],
] as const;

/** A record by the columns of Odoo's import: `partner_id/.id` is a contact's own id. */
export type Header = Readonly<Record<string, string>>;

/** Makes the record and its external id in one transaction: of several who try, one succeeds. */
export function claimDocument(
  { session, signal }: Lookup,
  reference: ExternalReference,
  header: Header,
): Promise<number> {
  return loadOne(session, MOVE, externalId(reference), header, signal);
}

const loadResult = z.object({
  ids: z.union([z.literal(false), z.array(wireId)]),
  messages: z.array(z.object({ type: z.string(), message: z.string() })),
});

/**
 * Odoo's import of one record. Under `mode: update` and `noupdate` a record that is there already is left as it is: by
 * default the import would write to it, on 14 even when it is posted.
 * @returns its id, be it new or not
 * @throws {OdooCallError} Odoo answers with a message instead of an exception
 */
export async function loadOne(
  session: Session,
  model: string,
  id: string,
  values: Header,
  signal?: AbortSignal,
): Promise<number> {
  const args = { fields: ['id', ...Object.keys(values)], data: [[id, ...Object.values(values)]] };
  const context = { mode: 'update', noupdate: true };
  const call = { model, method: 'load', args, context, result: loadResult };
  const { ids, messages } = await session.call(call, signal);
  const [recordId] = ids === false ? [] : ids;
  if (recordId !== undefined) return recordId;
  const sentence = messages.map(({ message }) => message).join(' ');
  throw new OdooCallError(
    `${model}.load`,
    isConflict(sentence)
      ? { kind: 'conflict', reason: 'another writer claims the same external id' }
      : { kind: 'refused', sentence },
  );
}
