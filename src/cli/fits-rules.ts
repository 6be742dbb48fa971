import type { SystemConfig } from '../config/config';
import { ConfigError } from '../config/errors';
import type { ErpAdapter } from '../erp/adapter';

/** @throws {ConfigError} where the rules ask for what the adapter cannot do */
export function assertFitsRules(erp: ErpAdapter, { systemId, rules }: SystemConfig): void {
  if (rules.closedPeriods === 'first-open-day' && erp.firstOpenDay === undefined) {
    throw new ConfigError(
      `system "${systemId}": the adapter ${erp.name} cannot say which day is open, as accounting.closedPeriods: ` +
        'first-open-day needs; leave the line out, so that such documents wait for a person',
    );
  }
}
