import { join } from 'node:path';
import { z } from 'zod';
import type { Cleanup } from '../../src/cli/cleanup';
import { externalReference } from '../../src/document';
import { freePort, LOOPBACK } from '../../src/embedded/ports';
import { startChild, type Child } from './child';

/** Calls that an ERP works on at once, and documents that are imported at once: the same for all candidates. */
export const IMPORTS_AT_ONCE = 16;

/** One system: a TRAEDE and an ERP of its own, fresh, each in a process of its own. */
export interface System {
  readonly systemId: string;
  /** Adds documents to TRAEDE; @returns the id of the last. */
  create(count: number): Promise<number>;
  /** Marks what TRAEDE holds, as an integration that was here before has done. */
  exportAll(): Promise<void>;
  /** How many TRAEDE has marked. */
  marked(): Promise<number>;
  /** What is wrong: nothing when every document is in the ERP once and marked in TRAEDE. */
  faults(): Promise<readonly string[]>;
  calls(): Promise<{ readonly traede: number; readonly erp: number }>;
  /** The most postings that its ERP has had at once. */
  mostPostingsAtOnce(): Promise<number>;
}

export interface SystemOptions {
  readonly systemId: string;
  readonly documents: number;
  /** `gone`: nothing listens at its address. */
  readonly erpLatencyMs: number | 'gone';
  /** Documents that the ERP is given at once: 1 for the sequential loop, and for an ERP that wants one writer. */
  readonly importsAtOnce: number;
}

/** A system, and what a deployment must know of it. */
export interface StartedSystem extends System {
  readonly addresses: { readonly traede: string; readonly erp: string };
  readonly secrets: { readonly accessToken: string; readonly appKey: string };
}

const traedeReady = z.object({ url: z.string(), token: z.string(), appKey: z.string() });
const erpReady = z.object({ url: z.string() });
const traedeState = z.object({ ids: z.array(z.number()), marked: z.number(), calls: z.number() });
const erpState = z.object({
  references: z.array(z.string()),
  repeated: z.number(),
  calls: z.number(),
  mostPostingsAtOnce: z.number(),
});

type ErpState = z.infer<typeof erpState>;
const STATE_OF_NO_ERP: ErpState = { references: [], repeated: 0, calls: 0, mostPostingsAtOnce: 0 };

/** @param folder for logs; exists */
export async function startSystem(
  { systemId, documents, erpLatencyMs }: SystemOptions,
  folder: string,
  cleanup: Cleanup,
): Promise<StartedSystem> {
  const traede = await startChild({
    script: 'simulator-process',
    settings: { systemId, documents },
    ready: traedeReady,
    logFile: join(folder, `traede-${systemId}.log`),
  });
  cleanup.add(`TRAEDE of ${systemId}`, () => traede.stop());
  const erp =
    erpLatencyMs === 'gone'
      ? undefined
      : await startErp(erpLatencyMs, join(folder, `erp-${systemId}.log`), cleanup);
  const { url, token, appKey } = traede.ready;
  const atTraede = () => traede.ask('state', traedeState);
  const atErp = async () => (await erp?.ask('state', erpState)) ?? STATE_OF_NO_ERP;
  return {
    systemId,
    addresses: { traede: url, erp: erp?.ready.url ?? `http://${LOOPBACK}:${await freePort(0)}` },
    secrets: { accessToken: token, appKey },
    create: (count) => traede.ask('create', z.number(), count),
    exportAll: async () => {
      await traede.ask('export-all', z.null());
    },
    marked: () => traede.ask('marked', z.number()),
    faults: async () => faultsIn(systemId, await atTraede(), await atErp()),
    calls: async () => ({ traede: (await atTraede()).calls, erp: (await atErp()).calls }),
    mostPostingsAtOnce: async () => (await atErp()).mostPostingsAtOnce,
  };
}

async function startErp(
  answerTimeMs: number,
  logFile: string,
  cleanup: Cleanup,
): Promise<Child<z.infer<typeof erpReady>>> {
  const settings = { answerTimeMs, callsAtOnce: IMPORTS_AT_ONCE };
  const erp = await startChild({ script: 'erp-process', settings, ready: erpReady, logFile });
  cleanup.add('ERP', () => erp.stop());
  return erp;
}

function faultsIn(
  systemId: string,
  { ids, marked }: z.infer<typeof traedeState>,
  { references, repeated }: ErpState,
): readonly string[] {
  const held = new Set(references);
  const missing = ids.filter(
    (documentId) => !held.has(externalReference({ systemId, documentType: 'invoice', documentId })),
  );
  return [
    ...(missing.length === 0 ? [] : [`${missing.length} documents are not in the ERP`]),
    ...(references.length === ids.length
      ? []
      : [`the ERP holds ${references.length} of ${ids.length} documents`]),
    ...(marked === ids.length ? [] : [`${ids.length - marked} documents are not marked`]),
    ...(repeated === 0 ? [] : [`${repeated} postings were sent twice`]),
  ];
}
