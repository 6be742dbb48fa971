import { createdAround, FIRST_STEP_MS } from '../src/listing/created-around';
import type { UnseenDocuments } from '../activities/reconcile-traede';
import type { ListScan, OpenedReconciliation } from './reconcile-messages';

const DAY_MS = 86_400_000;
/** What is dated further off is looked for so far around the period, where another side knows it. */
const FAR_AROUND_MS = 400 * DAY_MS;

/** The two ends of all time, for a list that is short however old its documents are. */
const BEGINNING_OF_TIME = '2000-01-01T00:00:00.000Z';
const END_OF_TIME = '2100-01-01T00:00:00.000Z';

type ListedPeriod = Omit<OpenedReconciliation, 'reconciliationId'>;

/** What TRAEDE holds of the period, exported or not. */
export function listedScans({ documentTypes, from, to }: ListedPeriod): readonly ListScan[] {
  return documentTypes.map((documentType) => ({
    documentType,
    list: 'all',
    state: createdAround({ from, to }),
  }));
}

/** What TRAEDE holds as not exported now, of all times: however long ago it was begun as a draft. */
export function unmarkedScans({ documentTypes }: Pick<ListedPeriod, 'documentTypes'>): readonly ListScan[] {
  const stepMs = Date.parse(END_OF_TIME) - Date.parse(BEGINNING_OF_TIME);
  return documentTypes.map((documentType) => ({
    documentType,
    list: 'unmarked',
    state: { from: BEGINNING_OF_TIME, to: END_OF_TIME, stepMs },
  }));
}

/** Where to look for what only another side knows. */
export function unseenScans(
  { from, to }: OpenedReconciliation,
  { windows, anywhere }: UnseenDocuments,
): readonly ListScan[] {
  const near: readonly ListScan[] = windows.map(({ documentType, ...window }) => ({
    documentType,
    list: 'all',
    onlyUnseen: true,
    state: { ...window, stepMs: FIRST_STEP_MS },
  }));
  const far: readonly ListScan[] = anywhere.map((documentType) => ({
    documentType,
    list: 'all',
    onlyUnseen: true,
    state: createdAround({ from, to }, FAR_AROUND_MS),
  }));
  return [...near, ...far];
}
