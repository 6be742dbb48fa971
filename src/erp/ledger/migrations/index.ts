import { TABLES_SQL } from './001-tables';
import { RULES_SQL } from './002-rules';
import { POSTING_SQL } from './003-posting';
import { FORESIGHT_SQL } from './004-foresight';
import { ADOPTION_SQL } from './005-adoption';

/** The ledger's schema, step by step, in this order. A step that has been released is never edited: add one. */
export const LEDGER_MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
  { name: '001-tables', sql: TABLES_SQL },
  { name: '002-rules', sql: RULES_SQL },
  { name: '003-posting', sql: POSTING_SQL },
  { name: '004-foresight', sql: FORESIGHT_SQL },
  { name: '005-adoption', sql: ADOPTION_SQL },
];
