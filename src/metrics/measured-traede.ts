import type { SystemId } from '../document';
import type { TraedeClient } from '../traede/client';
import { measured } from './measured-call';
import type { Metrics } from './metrics';

/** The same client, with its calls recorded. */
export function measuredTraede(client: TraedeClient, systemId: SystemId, metrics: Metrics): TraedeClient {
  const call = { systemId, side: 'traede' } as const;
  return {
    exportPage: (documentType, query, options) =>
      measured(metrics, { ...call, operation: 'export' }, () =>
        client.exportPage(documentType, query, options),
      ),
    markAsExported: (documentType, marks, options) =>
      measured(metrics, { ...call, operation: 'mark' }, () =>
        client.markAsExported(documentType, marks, options),
      ),
  };
}
