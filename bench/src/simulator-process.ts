import { z } from 'zod';
import { startSimulator, type Simulator } from '../../src/simulator';
import { createTraedeClient, MAX_MARKS_PER_CALL } from '../../src/traede/client';
import { serveParent } from './serve-parent';

const settingsSchema = z.strictObject({ systemId: z.string(), documents: z.int() });

/** A TRAEDE with invoices only, in a process of its own. */
serveParent(async (given) => {
  const { systemId, documents } = settingsSchema.parse(given);
  const simulator = await startSimulator({
    counts: { invoice: documents, 'credit-note': 0, 'accounting-entry': 0 },
    drafts: { invoice: 0, 'credit-note': 0 },
  });
  return {
    ready: { url: simulator.url, token: simulator.token, appKey: simulator.appKey },
    answers: {
      create: (count) => simulator.create('invoice', z.int().parse(count)).at(-1),
      'export-all': () => exportAll(simulator, systemId),
      marked: () => simulator.marks(systemId, 'invoice').size,
      state: () => {
        const marks = simulator.marks(systemId, 'invoice');
        const ids = [...simulator.eachDocument('invoice')].map(({ id }) => id);
        return { ids, marked: ids.filter((id) => marks.has(id)).length, calls: simulator.calls.total };
      },
    },
    stop: () => simulator.stop(),
  };
});

async function exportAll(simulator: Simulator, systemId: string): Promise<void> {
  const { url, token: accessToken, appKey } = simulator;
  const traede = createTraedeClient({ baseUrl: url, accessToken, appKey, systemId });
  const ids = [...simulator.eachDocument('invoice')].map(({ id }) => id);
  for (let at = 0; at < ids.length; at += MAX_MARKS_PER_CALL) {
    const marks = ids
      .slice(at, at + MAX_MARKS_PER_CALL)
      .map((documentId) => ({ documentId, note: 'exported by another system' }));
    await traede.markAsExported('invoice', marks);
  }
}
