import { createdAround, FIRST_STEP_MS } from '../src/listing/created-around';
import { TimeScan, type TimeWindow } from '../src/listing/time-scan';
import type { UnseenDocuments } from '../activities/reconcile-traede';
import { DOCUMENT_TYPE_NAMES } from '../src/document';
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

/** The stretch of a list that is to be read now. */
export interface NextWindow extends Omit<ListScan, 'state'> {
  readonly window: TimeWindow;
  /** For people: which documents, created when. */
  readonly summary: string;
}

/** Reads one window of the first list that is not at its end. @returns what is still to be read */
export async function readNextWindow(
  scans: readonly ListScan[],
  read: (next: NextWindow) => Promise<{
    readonly kind: 'complete' | 'too-much' | 'nothing-wanted';
    readonly pages: number;
  }>,
): Promise<readonly ListScan[]> {
  const [current, ...others] = scans;
  if (current === undefined) return [];
  const { state, ...asked } = current;
  const scan = new TimeScan(state);
  const { window } = scan;
  const days = `${window.from.slice(0, 10)} – ${window.to.slice(0, 10)}`;
  const which = `${asked.list === 'unmarked' ? 'unmarked ' : ''}${DOCUMENT_TYPE_NAMES[asked.documentType].many}`;
  const { kind, pages } = await read({ ...asked, window, summary: `${which} created ${days}` });
  if (kind === 'too-much') scan.tooMuch();
  else scan.done(pages);
  const isOver = scan.ended || kind === 'nothing-wanted';
  return isOver ? others : [{ ...current, state: scan.carryOn() }, ...others];
}
