import type { Receipt } from '../erp/adapter';
import { formatAmount } from '../money';
import type { Problem } from '../problem';
import type { Difference } from './comparison';
import type { Delivery } from './delivery';

export function changedAfterPosting({ receipt }: Delivery): Problem {
  const posted =
    receipt === null
      ? 'it was posted'
      : `it was posted as ${receipt.number} (${formatAmount(receipt.total)} ${receipt.currency})`;
  return {
    code: 'changed-after-posting',
    message: `The document was changed in TRAEDE after ${posted}.`,
    remedy:
      'Compare both documents. Correct the one in the ERP by hand, or correct TRAEDE, then resync: it is compared ' +
      'again with what the ERP holds and is never posted a second time.',
  };
}

export function missingInErp({ receipt, deliveredAt, exportedAt }: Delivery): Problem {
  if (deliveredAt === null && exportedAt !== null) return bookedByHand(exportedAt);
  const when = deliveredAt === null ? '' : ` on ${deliveredAt.toISOString().slice(0, 10)}`;
  return {
    code: 'missing-in-erp',
    message: `The document was posted${when} as ${receipt?.number ?? 'unknown'}, but the ERP does not hold it any more.`,
    remedy:
      'If it was removed from the ERP by mistake, resync: it is posted again. If it was removed on purpose, skip it.',
  };
}

function bookedByHand(closedAt: Date): Problem {
  return {
    code: 'missing-in-erp',
    message:
      `A person closed the document as booked by hand on ${closedAt.toISOString().slice(0, 10)}; TRAEDE lists it again, ` +
      'and the ERP does not hold it under its reference.',
    remedy:
      'If it is in the books, mark it as exported once more. If it is not, resync: it is posted. It is never posted unasked.',
  };
}

export function postedDifferently(receipt: Receipt, differing: readonly Difference[]): Problem {
  const list = differing
    .map(({ what, expected, found }) => `${what} is ${found} instead of ${expected}`)
    .join('; ');
  return {
    code: 'posted-differently',
    message: `The ERP holds the document as ${receipt.number}, but not as TRAEDE has it: ${list}.`,
    remedy:
      'Correct the document in the ERP, then resync: it is compared again, and never posted a second time.',
  };
}
