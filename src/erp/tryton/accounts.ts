import { z } from 'zod';
import { accountNotUsable, accountUnknown } from './problems';
import type { Found, Lookup } from './lookups';
import { searchRead } from './search';

/** An account that takes postings. */
export interface Account {
  readonly id: number;
  /** Then every line on it must name a party, and else none may. */
  readonly isPartyRequired: boolean;
}

const accountRow = z.object({
  id: z.number().int(),
  code: z.string(),
  closed: z.boolean().nullable(),
  party_required: z.boolean().nullable(),
  type: z.number().int().nullable(),
});
type AccountRow = z.infer<typeof accountRow>;

/** Accounts by their codes; each must take postings. */
export async function findAccounts(
  { session, books, signal }: Lookup,
  codes: readonly string[],
): Promise<Found<ReadonlyMap<string, Account>>> {
  const wanted = [...new Set(codes)];
  const domain = [
    ['code', 'in', wanted],
    ['company', '=', books.companyId],
  ];
  const fields = ['code', 'closed', 'party_required', 'type'];
  const rows = await searchRead(
    session,
    { model: 'account.account', domain, fields, row: accountRow },
    signal,
  );
  const usable = rows.filter((row) => whyNot(row) === undefined);
  const accounts = new Map(
    usable.map(({ code, id, party_required }) => [code, { id, isPartyRequired: party_required === true }]),
  );
  const unknown = wanted.filter((code) => !rows.some((row) => row.code === code));
  if (unknown.length > 0) return { ok: false, problem: accountUnknown(unknown) };
  for (const row of rows.filter(({ code }) => !accounts.has(code))) {
    return { ok: false, problem: accountNotUsable(row.code, whyNot(row) ?? '') };
  }
  return { ok: true, value: accounts };
}

function whyNot({ closed, type }: AccountRow): string | undefined {
  if (closed === true) return 'it is closed';
  return type === null ? 'it is a view, which only sums other accounts' : undefined;
}
