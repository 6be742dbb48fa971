import type { Check } from './check';
import { ACCESS_CHECKS } from './checks/access';
import { AMOUNT_CHECKS } from './checks/amounts';
import { DOCUMENT_CHECKS } from './checks/documents';
import { FAULT_CHECKS } from './checks/faults';
import { LIST_CHECKS } from './checks/listing';
import { PRIVACY_CHECKS } from './checks/privacy';
import { FIND_CHECKS } from './checks/reading';
import { REFUSAL_CHECKS } from './checks/refusals';
import { REPETITION_CHECKS } from './checks/repetition';
import { TEXT_CHECKS } from './checks/texts';

/** Everything that the kit looks at, in the order in which it is run: what books on a later day comes last. */
export const CHECKS: readonly Check[] = [
  ...ACCESS_CHECKS,
  ...DOCUMENT_CHECKS,
  ...AMOUNT_CHECKS,
  ...TEXT_CHECKS,
  ...REFUSAL_CHECKS,
  ...REPETITION_CHECKS,
  ...FIND_CHECKS,
  ...FAULT_CHECKS,
  ...PRIVACY_CHECKS,
  ...LIST_CHECKS,
];
