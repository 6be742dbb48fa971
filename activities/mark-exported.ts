import type { ActivityContext } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { markDelivered, type MarkedDocuments, type MarkExportedInput } from './mark-delivered';

/**
 * Marks what an import has delivered and could not mark itself. Repeating it is harmless, so a lost answer is simply sent
 * again.
 */
export function createMarkExported(context: ActivityContext) {
  return async function markExported(input: MarkExportedInput): Promise<MarkedDocuments> {
    const { documentType, documentIds } = input;
    return guarded(`marking ${documentType} ${documentIds.join(', ')}`, () =>
      whileHeartbeating(`${documentType} ${documentIds.join(', ')}`, (signal) =>
        markDelivered(context, input, signal),
      ),
    );
  };
}
