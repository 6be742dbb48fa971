import { externalReference, type DocumentType } from '../../src/document';
import type { Receipt } from '../../src/erp/adapter';
import { decimal, roundToCents } from '../../src/money';
import type { Mutate } from '../../src/simulator';
import { hostile, isObject } from './hostile-document';
import { workThrough } from './pool-of-work';
import { faultSettings, print } from './settings';
import { describe as describeError } from './sweep';
import { useStage } from './use-stage';
import { createWorld, type World } from './world';

const settings = faultSettings();
const isLong = settings.minutes !== undefined;
const TEST_TIMEOUT_MS = 20 * 60_000;
const COUNTS = { invoice: 40, 'credit-note': 15, 'accounting-entry': 25 } as const;
const TUNING = { pageSize: 20, batchSize: 10, batchesInFlight: 4 } as const;
const WORLDS = isLong ? 40 : 4;
const AT_ONCE = 4;

const staged = useStage();

describe('documents with nonsense anywhere in them', () => {
  it(
    'wait for a person or are posted with the total that they state, and stop no run',
    async () => {
      const { stage, databases } = staged();
      const results: Result[] = [];
      const wrong: string[] = [];
      await workThrough(Array.from({ length: WORLDS }), AT_ONCE, async (_, index) => {
        const seed = settings.seed + index;
        const { mutate, shown } = showing(seed);
        const options = {
          seed,
          counts: COUNTS,
          tuning: TUNING,
          behaviour: { mutate },
          isPatient: true,
        };
        const world = await createWorld(stage, databases, options);
        try {
          await world
            .sync()
            .catch((error: unknown) => wrong.push(`seed ${seed}: the run failed: ${describeError(error)}`));
          const result = await examine(world, [...shown.values()]);
          results.push(result);
          wrong.push(...result.wrong.map((text) => `seed ${seed}: ${text}`));
        } finally {
          await world.close();
        }
      });
      const sum = (of: (result: Result) => number) =>
        results.reduce((total, result) => total + of(result), 0);
      const [posted, waiting] = [sum((result) => result.posted), sum((result) => result.waiting)];
      print(
        `\nbad input, seeds ${settings.seed} to ${settings.seed + WORLDS - 1}: ${posted} documents posted, ${waiting} wait`,
      );
      expect(wrong).toEqual([]);
      expect(Math.min(posted, waiting)).toBeGreaterThan(0);
    },
    TEST_TIMEOUT_MS,
  );
});

interface Result {
  readonly posted: number;
  readonly waiting: number;
  readonly wrong: readonly string[];
}

/** As TRAEDE showed it. */
interface Shown {
  readonly documentType: DocumentType;
  readonly document: Readonly<Record<string, unknown>>;
}

async function examine(world: World, shown: readonly Shown[]): Promise<Result> {
  const receipts = new Map<string, Receipt[]>();
  for await (const receipt of world.ledger.list()) {
    receipts.set(receipt.reference, [...(receipts.get(receipt.reference) ?? []), receipt]);
  }
  const states = await statesOf(world);
  const wrong: string[] = [];
  for (const { documentType, document } of shown) {
    const documentId = usableId(document['id']);
    if (documentId === undefined) continue;
    const reference = externalReference({ systemId: world.systemId, documentType, documentId });
    const [receipt, ...more] = receipts.get(reference) ?? [];
    const state = states.get(`${documentType} ${documentId}`);
    if (more.length > 0) wrong.push(`${reference} is in the ERP ${more.length + 1} times`);
    // A credit note follows its invoice, which may be waiting.
    const isAccountedFor = state === 'attention' || (documentType === 'credit-note' && state === 'fetched');
    if (receipt === undefined && !isAccountedFor && document['status'] !== 'draft') {
      wrong.push(`${reference} is not in the ERP, and recorded as ${state ?? 'unknown'}`);
    }
    if (receipt !== undefined && !hasTotal(receipt, documentType, document)) {
      wrong.push(`${reference} is in the ERP with another total`);
    }
  }
  const waiting = [...states.values()].filter((state) => state === 'attention').length;
  return { posted: receipts.size, waiting, wrong };
}

/** Remembers each document as it was shown: always in the same way. */
function showing(seed: number): { readonly mutate: Mutate; readonly shown: ReadonlyMap<string, Shown> } {
  const shown = new Map<string, Shown>();
  const change = hostile(seed);
  const mutate: Mutate = (documentType, document) => {
    const key = `${documentType} ${String(document['id'])}`;
    const changed = change(documentType, document);
    shown.set(key, { documentType, document: isObject(changed) ? changed : {} });
    return changed;
  };
  return { mutate, shown };
}

/** `true` and `0x10` are numbers to JavaScript, and ids to nobody. */
function usableId(id: unknown): number | undefined {
  if (typeof id !== 'number' && typeof id !== 'string') return undefined;
  const isInteger = /^[1-9]\d*$/.test(String(id).trim());
  return isInteger && Number.isSafeInteger(Number(id)) ? Number(id) : undefined;
}

function hasTotal(receipt: Receipt, documentType: DocumentType, document: Shown['document']): boolean {
  const stated = document[documentType === 'accounting-entry' ? 'amount' : 'total_price_after_vat'];
  const amount = roundToCents(decimal(String(stated)));
  return receipt.total.eq(documentType === 'credit-note' ? amount.abs() : amount);
}

async function statesOf({ pool }: World): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ document_type: string; document_id: string; state: string }>(
    'select document_type, document_id, state from delivery.deliveries',
  );
  return new Map(rows.map((row) => [`${row.document_type} ${row.document_id}`, row.state]));
}
