import { z } from 'zod';
import type { Session } from './session';
import type { TrytonSettings } from './options';

const RIGHTS = ['read', 'create', 'write', 'delete'] as const;
type Right = (typeof RIGHTS)[number];

/** What posting does with one kind of records. */
export interface NeededRights {
  /** As shown to people. */
  readonly records: string;
  readonly model: string;
  readonly rights: readonly Right[];
}

/** Drafts are removed again; a credit note's lines and taxes come with the invoice. */
export function neededRights({ createCustomers }: TrytonSettings): readonly NeededRights[] {
  return [
    { records: 'invoices', model: 'account.invoice', rights: RIGHTS },
    { records: 'invoice taxes', model: 'account.invoice.tax', rights: ['read', 'write'] },
    { records: 'account moves', model: 'account.move', rights: RIGHTS },
    { records: 'account move lines', model: 'account.move.line', rights: ['read', 'create'] },
    {
      records: 'parties',
      model: 'party.party',
      rights: createCustomers ? ['read', 'create'] : ['read'],
    },
  ];
}

/** Tryton may leave out what everybody may do, or answer in numbers. */
const granted = z.union([z.boolean(), z.number().transform((number) => number !== 0), z.null()]).optional();
const access = z.record(
  z.string(),
  z.object({ read: granted, create: granted, write: granted, delete: granted }),
);

/** What the user lacks of it, by Tryton's own access control. @throws {TrytonCallError} */
export async function lackingRights(
  session: Session,
  { model, rights }: NeededRights,
): Promise<readonly Right[]> {
  const given = (await session.call('model.ir.model.access.get_access', [[model]], access))[model];
  return rights.filter((right) => given?.[right] === false);
}
