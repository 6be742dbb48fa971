import { ApplicationFailure } from '@temporalio/common';
import type { AdoptionRecord } from '../src/delivery/adoption';
import type { SystemId } from '../src/document';
import type { Adoption } from '../src/erp/adoption';
import type { ErpAdapter } from '../src/erp/adapter';
import type { FailureType } from '../src/failure-types';
import { systemOf, type ActivityContext } from './context';

/** What the activities of an adoption reach, beyond what all do. */
export interface AdoptContext extends ActivityContext {
  readonly adoptions: AdoptionRecord;
}

/** @throws {ApplicationFailure} the adapter has no adoption */
export function adoptionOf(
  context: AdoptContext,
  systemId: SystemId,
): { readonly erp: ErpAdapter; readonly adoption: Adoption } {
  const { erp } = systemOf(context, systemId);
  const { adoption } = erp;
  if (adoption !== undefined) return { erp, adoption };
  throw refused(
    `The adapter "${erp.name}" cannot put a reference on documents that are posted already, so nothing can be adopted. ` +
      'Close the documents one by one with `traede-sync mark-exported`; or, where the adapter is yours, add `adoption` to it.',
  );
}

export function refused(message: string): ApplicationFailure {
  const type: FailureType = 'InputRefused';
  return ApplicationFailure.nonRetryable(message, type);
}
