import { DatabaseError } from 'pg';
import { z } from 'zod';
import type { Problem, ProblemCode } from '../../problem';
import { describeError } from './sql-error';

/** Why `ledger.post` refused, as it answers. `subject` names numbers and codes only, never a person. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly subject: string;
}

export const REFUSAL_CODES = ['totals', 'invoice', 'currency', 'customer', 'account', 'tax-code'] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const refusalSchema = z.object({ code: z.enum(REFUSAL_CODES), subject: z.string() });

interface Wording {
  readonly code: ProblemCode;
  readonly message: (subject: string) => string;
  readonly remedy: string;
}

const WORDINGS: Readonly<Record<RefusalCode, Wording>> = {
  totals: {
    code: 'erp-rejected',
    message: (subject) => `The ${subject} of the document and its totals differ.`,
    remedy: 'Check the document: its lines must add up to its totals. Then resync it.',
  },
  invoice: {
    code: 'invoice-not-posted',
    message: (subject) => `The credit note corrects ${subject}, which is not an invoice in the ledger.`,
    remedy: 'Post the invoice first, then resync the credit note.',
  },
  currency: {
    code: 'currency-unknown',
    message: (subject) => `The ledger does not know the currency ${subject}.`,
    remedy: 'Add the currency to the configured chart and restart, then resync the document.',
  },
  customer: {
    code: 'customer-unknown',
    message: (subject) => `The ledger does not know the customer number ${subject}.`,
    remedy: 'Add the customer to the configured chart and restart, then resync the document.',
  },
  account: {
    code: 'account-unknown',
    message: (subject) => `The ledger does not know the account ${subject}.`,
    remedy: 'Add the account to the configured chart, or correct the mapping, then resync the document.',
  },
  'tax-code': {
    code: 'tax-code-unknown',
    message: (subject) => `The ledger does not know the VAT code ${subject}.`,
    remedy: 'Add the VAT code to the configured chart, or correct the mapping, then resync the document.',
  },
};

/** A posting can name hundreds of unknown accounts; a sentence cannot. */
const MAX_SUBJECT_LENGTH = 300;

export function refusalProblem({ code, subject }: Refusal): Problem {
  const wording = WORDINGS[code];
  const bounded = subject.length > MAX_SUBJECT_LENGTH ? `${subject.slice(0, MAX_SUBJECT_LENGTH)}…` : subject;
  return { code: wording.code, message: wording.message(bounded), remedy: wording.remedy };
}

/** For errors by which the database refused a posting: class 22, 23 or 54. */
export function databaseProblem(error: unknown): Problem {
  const rule = error instanceof DatabaseError ? error.constraint : undefined;
  return ruleProblem(rule, describeError(error));
}

/** For a rule of the ledger's database that a posting breaks, or would break; `described` says by which answer. */
export function ruleProblem(rule: string | undefined, described: string): Problem {
  switch (rule) {
    case 'period_open':
      return {
        code: 'period-closed',
        message: 'The day of the document lies in a month that the ledger holds closed.',
        remedy: 'Open the month in the ledger, or set a later booking date for the document, then resync it.',
      };
    case 'entry_balanced':
      return {
        code: 'erp-rejected',
        message: 'The entry has fewer than two lines, or its debit and credit differ.',
        remedy: 'Correct the document so that it balances, then resync it.',
      };
    default:
      return {
        code: 'erp-rejected',
        message: `The ledger refuses the document: ${described}.`,
        remedy: "Look the rule up in the ledger's migrations, correct the document, then resync it.",
      };
  }
}
