import type { Posting, SalesPosting } from '../accounting/posting';
import type { ExternalReference } from '../document';
import type { Capabilities, ErpAdapter } from '../erp/adapter';
import type { Ability } from './abilities';
import type { Documents } from './documents';
import type { Facts } from './facts';
import type { CompleteTiming, ConnectOptions } from './subject';
import type { Wire } from './wire';

/** One behaviour. It fails by throwing; the message says what is wrong and what its author is to do. */
export interface Check {
  /** Subject and behaviour, unique: `refusals: an unknown account is rejected`. */
  readonly name: string;
  /** Without one of these the check is told as `cannot`. */
  readonly needs: readonly Ability[];
  /** It lets each call of a posting go wrong in turn: the subject's `sweepStep` may leave some out. */
  readonly isSweep?: true;
  run(context: CheckContext): Promise<void>;
  /** What holds instead where one of `needs` is declared impossible: that the adapter refuses, say. */
  runWithout?(context: CheckContext): Promise<void>;
}

/** What a check may use. Adapters that it connects are closed after it, and its wire is sound again. */
export interface CheckContext {
  readonly facts: Facts;
  readonly timing: CompleteTiming;
  readonly listedDocuments: number;
  readonly sweepStep: number;
  readonly documents: Documents;
  /** Whether the author has not declared this impossible. */
  isAble(ability: Ability): boolean;
  /** The adapter, with right credentials, patient. */
  readonly adapter: ErpAdapter;
  readonly capabilities: Capabilities;
  /** Another worker. Default: right credentials and configuration, patient. */
  connect(options?: Partial<Omit<ConnectOptions, 'address'>>): Promise<ErpAdapter>;
  /** Posts what several checks look at, when the first of them asks for it. Rejects again if it failed. */
  once(post: () => Promise<readonly Posting[]>): Promise<readonly Posting[]>;
  /** @throws {Error} the author gave none */
  wire(): Wire;
  /** How many posted documents there are under this reference. */
  count(reference: ExternalReference): Promise<number>;
  /** @throws {Error} the author gave no way to look */
  invoiceOf(creditNote: ExternalReference): Promise<string | undefined>;
  /** Records of any kind in the ERP; `undefined` where the books cannot tell. */
  countEverything(): Promise<number | undefined>;
  /** @throws {Error} the author gave no way to plant one */
  plantDraft(reference: ExternalReference): Promise<void>;
  /** Absent: the author gave no way. */
  readonly enterAsOthers: ((posting: SalesPosting) => Promise<void>) | undefined;
}

/** Names the checks of one subject: `refusals: …`. */
export function checksOf(subject: string, checks: readonly Check[]): readonly Check[] {
  return checks.map((check) => ({ ...check, name: `${subject}: ${check.name}` }));
}

export function check(name: string, run: Check['run']): Check {
  return { name, needs: [], run };
}

/** A check of what not every adapter can. */
export function checkIfAble(
  needs: Ability | readonly Ability[],
  name: string,
  run: Check['run'],
  runWithout?: Check['run'],
): Check {
  return {
    name,
    needs: typeof needs === 'string' ? [needs] : needs,
    run,
    ...(runWithout === undefined ? {} : { runWithout }),
  };
}

/** @throws {Error} a fact that the check needs was not given */
export function given<T>(value: T | undefined, fact: string, ability: Ability): T {
  return value ?? missing(fact, ability);
}

/** An optional method of the contract that the adapter does not have. */
export function missingMethod(method: string, ability: Ability): never {
  throw new Error(
    `The adapter has no ${method}, which is optional: write it, or declare cannot['${ability}'] with the reason.`,
  );
}

export function missing(fact: string, ability: Ability): never {
  throw new Error(`${fact} is missing: give it, or declare cannot['${ability}'] with the reason.`);
}
