/** A TRAEDE to develop, demonstrate and test against: see {@link startSimulator}. */
export { DEFAULT_APP_KEY, DEFAULT_NOW, DEFAULT_SEED, DEFAULT_TOKEN, startSimulator } from './simulator';
export type { MarkReport, Simulator, SimulatorOptions } from './simulator';
export { EMAIL_DOMAIN, TELEPHONE_PREFIX } from './customers';
export { ACCOUNTS } from './accounting-entries';
export type { Behaviour, Mutate } from './behaviour';
export type { CallEntry, Calls } from './calls';
export type { FaultKind, FaultRule } from './faults';
export type {
  WireAccountingEntry,
  WireCreditNote,
  WireCreditNoteLine,
  WireCustomer,
  WireDocument,
  WireDocuments,
  WireInvoice,
  WireLine,
} from './wire-documents';
