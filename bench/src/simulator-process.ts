import { z } from 'zod';
import { startSimulator } from '../../src/simulator';
import { serveParent } from './serve-parent';

const settingsSchema = z.strictObject({ systemId: z.string(), documents: z.int() });

/** A TRAEDE with invoices only, in a process of its own. */
serveParent(async (given) => {
  const { systemId, documents } = settingsSchema.parse(given);
  const simulator = await startSimulator({
    counts: { invoice: documents, 'credit-note': 0, 'accounting-entry': 0 },
    drafts: { invoice: 0, 'credit-note': 0 },
  });
  const ids = () => [...simulator.eachDocument('invoice')].map(({ id }) => id);
  return {
    ready: { url: simulator.url, token: simulator.token, appKey: simulator.appKey },
    answers: {
      create: (count) => simulator.create('invoice', z.int().parse(count)).at(-1),
      'export-all': () => {
        simulator.mark(systemId, 'invoice', ids(), 'exported by another system');
      },
      marked: () => simulator.marks(systemId, 'invoice').size,
      state: () => {
        const marks = simulator.marks(systemId, 'invoice');
        const all = ids();
        return { ids: all, marked: all.filter((id) => marks.has(id)).length, calls: simulator.calls.total };
      },
    },
    stop: () => simulator.stop(),
  };
});
