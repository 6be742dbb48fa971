import type { ErpAdapter } from '../../../src/erp/adapter';
import type { Alteration } from '../memory-adapter';

/** A mistake that authors of adapters make, and what the kit must say of it. */
export interface BrokenAdapter {
  readonly alter?: Alteration;
  readonly change?: (adapter: ErpAdapter) => ErpAdapter;
  /** Whether calls that go wrong show it: then they go wrong for every type of document, which takes time. */
  readonly concernsFaults?: true;
  /** Names of the checks that fail: these, and no others. */
  readonly fails: readonly string[];
  /** In the message of each of them. */
  readonly because: RegExp;
}

/** What it does wrong → the adapter: `lists one page`. */
export type BrokenAdapters = Readonly<Record<string, BrokenAdapter>>;
