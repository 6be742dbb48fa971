import type { Environment } from '../config/environment';
import type { SystemId } from '../document';
import type { SystemServices } from '../../activities/context';
import { openExporter } from '../traces/exporter';
import { traceSettings } from '../traces/settings';
import { traced } from '../traces/traced';
import { createTracer, type Tracer } from '../traces/tracer';
import type { Cleanup } from './cleanup';
import { productVersion } from './product-version';

/** The tracer that the environment asks for; `undefined`, and nothing is opened, where it asks for none. */
export function openTraces(
  environment: Environment,
  say: (text: string) => void,
  cleanup: Cleanup,
): Tracer | undefined {
  const settings = traceSettings(environment, productVersion());
  if (settings === undefined) return undefined;
  const exporter = openExporter(settings, say);
  cleanup.add('traces', () => exporter.close());
  return createTracer(exporter, settings.share);
}

/** The same services, whose calls to TRAEDE and ERP are recorded. */
export function tracedServices(
  services: ReadonlyMap<SystemId, SystemServices>,
  tracer: Tracer | undefined,
): ReadonlyMap<SystemId, SystemServices> {
  if (tracer === undefined) return services;
  return new Map(
    [...services].map(([systemId, { traede, erp, ...rest }]) => [
      systemId,
      {
        ...rest,
        traede: traced(traede, 'traede', ['exportPage', 'markAsExported'], tracer),
        erp: traced(erp, 'erp', ['check', 'find', 'post', 'preflight', 'firstOpenDay'], tracer),
      },
    ]),
  );
}
