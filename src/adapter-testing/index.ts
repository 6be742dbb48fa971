/**
 * The conformance kit: `traede-erp-sync/adapter-testing`. It checks that an adapter does what the adapter contract says,
 * on a real ERP or on a stand-in, with jest, vitest or node:test.
 */
export { ABILITIES, type Ability, type Inabilities } from './abilities';
export { describeAdapter, type TestFramework } from './describe';
export type { Accounts, Customers, ErpFacts, TaxCode, TaxCodes, Unknowns } from './facts';
export { startHttpFaultProxy } from './http-fault-proxy';
export { describeInability, runConformance, type CheckResult, type RunOptions } from './run';
export { describeWhenWritten, stillToDo } from './still-to-do';
export type { Books, ConformanceSubject, ConnectOptions, OpenedErp, Timing } from './subject';
export { testSetup, type TestSetupOptions } from './test-setup';
export { loadAdapter } from '../erp/own';
export { FAULTS, type Fault, type FaultKind, type Wire } from './wire';
