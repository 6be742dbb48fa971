import type { Check } from './check';
import { ACCESS_CHECKS } from './checks/access';
import { ADOPTION_CHECKS } from './checks/adoption';
import { AMOUNT_CHECKS } from './checks/amounts';
import { CHART_CHECKS } from './checks/chart';
import { DOCUMENT_CHECKS } from './checks/documents';
import { ENTRY_CHECKS } from './checks/entries';
import { FAULT_CHECKS } from './checks/faults';
import { FIRST_OPEN_DAY_CHECKS } from './checks/first-open-day';
import { LIST_CHECKS } from './checks/listing';
import { PREFLIGHT_CHECKS } from './checks/preflight';
import { PRIVACY_CHECKS } from './checks/privacy';
import { FIND_CHECKS } from './checks/reading';
import { REFUSAL_CHECKS } from './checks/refusals';
import { REPETITION_CHECKS } from './checks/repetition';
import { TEXT_CHECKS } from './checks/texts';

/** Everything that the kit looks at, in the order in which it is run: what books on a later day comes last. */
export const CHECKS: readonly Check[] = [
  ...ACCESS_CHECKS,
  ...CHART_CHECKS,
  ...DOCUMENT_CHECKS,
  ...ENTRY_CHECKS,
  ...AMOUNT_CHECKS,
  ...TEXT_CHECKS,
  ...REFUSAL_CHECKS,
  ...PREFLIGHT_CHECKS,
  ...FIRST_OPEN_DAY_CHECKS,
  ...REPETITION_CHECKS,
  ...FIND_CHECKS,
  ...FAULT_CHECKS,
  ...PRIVACY_CHECKS,
  ...ADOPTION_CHECKS,
  ...LIST_CHECKS,
];
