import type { DocumentType } from '../../../src/document';

/** What `npm run test:erp` was asked for: run.js hands it to jest's processes in the environment. */
export interface ErpTestSettings {
  readonly erp: string;
  readonly seed: number;
  /** Of the proof. */
  readonly documents: Readonly<Record<DocumentType, number>>;
  readonly kills: number;
  /** Of the fault sweep: at most so many cases. */
  readonly cases: number;
}

export function erpTestSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ErpTestSettings {
  const numberIn = (name: string): number => {
    const value = Number(environment[name]);
    if (!Number.isInteger(value))
      throw new Error(`${name} is no number; start these tests by npm run test:erp`);
    return value;
  };
  const [invoice = 0, creditNote = 0, entry = 0] = (environment['ERP_TEST_DOCUMENTS'] ?? '')
    .split('/')
    .map(Number);
  return {
    erp: environment['ERP_TEST_NAME'] ?? '',
    seed: numberIn('ERP_TEST_SEED'),
    documents: { invoice, 'credit-note': creditNote, 'accounting-entry': entry },
    kills: numberIn('ERP_TEST_KILLS'),
    cases: numberIn('ERP_TEST_CASES'),
  };
}
