import type { Problem } from '../problem';
import { DOUBT_TEXTS, type Doubt } from './doubts';

/** Why a document in doubt waits for a person. */
export function adoptionDoubtful(erpNumber: string, doubt: Doubt): Problem {
  const { meaning, remedy } = DOUBT_TEXTS[doubt];
  return {
    code: 'adoption-doubtful',
    message: `Others posted ${erpNumber} in the ERP, which may be this document. ${meaning}`,
    remedy,
  };
}
