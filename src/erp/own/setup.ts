import type { SystemId } from '../../document';
import type { Decimal } from '../../money';
import type { ErpAdapter } from '../adapter';

/** What an adapter of a user's own is made with. */
export interface AdapterSetup {
  /** TRAEDE's name of the receiving system. */
  readonly systemId: SystemId;
  /** `erp.options` of the configuration, as it stands there: read it with zod, so that mistakes are told by name. */
  readonly options: unknown;
  /**
   * A password or token out of the environment; secrets are never written into the configuration.
   * @throws {Error} the variable is not set; the message names it
   */
  secret(variable: string): string;
  /** What the mapping is going to use: `check` looks each of them up. Empty where nothing is configured. */
  readonly accounts: readonly string[];
  /** `rate` in percent. */
  readonly taxCodes: readonly { readonly code: string; readonly rate: Decimal }[];
  readonly currencies: readonly string[];
  readonly paymentTerms: readonly string[];
  /** What is to happen to a credit note whose invoice the ERP does not hold. */
  readonly unlinkedCreditNotes: 'reject' | 'allow';
}

/** What the module of an adapter exports, as default or as `createAdapter`. Throws for options that cannot work. */
export type CreateAdapter = (setup: AdapterSetup) => ErpAdapter | Promise<ErpAdapter>;

/** The module cannot be used; the message names it, what is wrong, and what to do. */
export class OwnAdapterError extends Error {
  override readonly name = 'OwnAdapterError';
}
