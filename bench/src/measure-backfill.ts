import { inFreshFolder } from './fresh-folder';
import { observe, WARM_UP_DOCUMENTS, type Measurement } from './measure';
import { startProduct } from './product';
import { startTemporalDevServer } from './servers/temporal';
import { IMPORTS_AT_ONCE } from './system';
import { startWorld } from './world';

/** The simulator's documents are of the half year before its clock begins, in November. */
const FROM = '2026-01-01';

/** The product on the development server, bringing half a year that another integration has marked as exported. */
export async function measureBackfill(documents: number): Promise<Measurement> {
  return inFreshFolder(`a backfill of ${documents} documents`, async (folder, cleanup) => {
    const world = await startWorld(
      { documents, erpLatencyMs: 0, importsAtOnce: IMPORTS_AT_ONCE, tuning: {}, folder },
      cleanup,
    );
    await world.exportAll();
    const product = await startProduct(world.surroundings, await startTemporalDevServer(folder));
    cleanup.add('product', () => product.stop());
    await world.create(WARM_UP_DOCUMENTS);
    await product.run();
    return observe(world, product, documents, () => product.backfill(FROM));
  });
}
