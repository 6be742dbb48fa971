import type { z } from 'zod';
import type { TraedeAccountingEntry } from './document';
import {
  accountNumber,
  currency,
  displayText,
  object,
  requiredAmount,
  requiredId,
  requiredMoment,
} from './fields';

const accountingEntrySchema = object({
  id: requiredId,
  currency,
  amount: requiredAmount,
  account: accountNumber,
  contra_account: accountNumber,
  date: requiredMoment,
  text: displayText,
}).transform((entry): TraedeAccountingEntry => ({
  documentType: 'accounting-entry',
  id: entry.id,
  currency: entry.currency,
  amount: entry.amount,
  account: entry.account,
  contraAccount: entry.contra_account,
  date: entry.date,
  text: entry.text ?? '',
}));

export function parseAccountingEntry(value: unknown): z.ZodSafeParseResult<TraedeAccountingEntry> {
  return accountingEntrySchema.safeParse(value);
}
