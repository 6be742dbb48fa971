import type { ErpAdapter } from '../erp/adapter';
import { bounded, reasonOf } from './bounded';
import { area, type Finding } from './finding';

/** An ERP is asked dozens of things, one after the other; one that is under load takes its time. */
const CHECK_TIMEOUT_MS = 120_000;

/** What the adapter's own check says: credentials, rights, company, accounts, VAT codes, currencies, periods. */
export async function examineErp(
  name: string,
  erp: ErpAdapter,
  timeoutMs: number = CHECK_TIMEOUT_MS,
): Promise<readonly Finding[]> {
  const say = area(name);
  try {
    const results = await bounded(timeoutMs, () => erp.check());
    return results.map(({ subject, ok, detail }) =>
      // An adapter's sentence says what to do as well.
      ok ? say.passed(subject, detail) : say.failed(subject, detail, null),
    );
  } catch (error) {
    return [
      say.failed(
        'check',
        reasonOf(error),
        'Check that the ERP answers; an adapter of your own must never throw in check().',
      ),
    ];
  }
}
