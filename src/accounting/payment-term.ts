import type { TraedePaymentTerm } from '../traede/document';
import { configLine, TO_FILL_IN } from './config-line';
import { accepted, refused } from './outcome';
import type { Outcome } from './outcome';
import type { AccountingRules, PaymentTermRule } from './rules';

/**
 * The ERP's payment term for a document; `undefined` where the adapter's default holds: no terms are configured, or TRAEDE
 * names none and no rule holds for all.
 */
export function paymentTermFor(
  { paymentTerms }: AccountingRules,
  term: TraedePaymentTerm | null,
  subject: string,
): Outcome<string | undefined> {
  const rule = paymentTerms.find((candidate) => matches(candidate, term));
  if (rule !== undefined) return accepted(rule.erp);
  const name = term?.name ?? term?.erpCode ?? null;
  if (paymentTerms.length === 0 || name === null) return accepted(undefined);
  return refused(
    'payment-term-missing',
    `${subject}: no payment term of the ERP is configured for TRAEDE's "${name}".`,
    `Add to accounting.paymentTerms the line \`${configLine({ traede: name, erp: TO_FILL_IN })}\` with the ERP's term ` +
      '(a line without `traede` holds for all others), then resync the document.',
  );
}

function matches({ traede }: PaymentTermRule, term: TraedePaymentTerm | null): boolean {
  return traede === undefined || traede === term?.name || traede === term?.erpCode;
}
