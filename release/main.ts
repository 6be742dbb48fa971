import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { licencesPage, licensesOf, refusedLicences } from './licences';
import { makeSbom } from './sbom';

export const ROOT = join(__dirname, '..');
export const LICENCES_PAGE = join(ROOT, 'docs', 'licences.md');
const DEFAULT_SBOM = 'sbom.cdx.json';

/** @throws with what stands in the way, for people */
export async function main([paper, ...flags]: readonly string[]): Promise<void> {
  const sbom = await makeSbom(ROOT);
  const { values } = parseArgs({ args: flags, options: { out: { type: 'string', default: DEFAULT_SBOM } } });
  switch (paper) {
    case 'sbom':
      writeFileSync(values.out, `${JSON.stringify(sbom, null, 2)}\n`);
      process.stdout.write(`${values.out}: ${sbom.components.length} packages\n`);
      return;
    case 'licences': {
      const licensed = licensesOf(sbom);
      const refused = refusedLicences(licensed);
      if (refused.length > 0) throw new Error(`licences that are not accepted:\n${refused.join('\n')}`);
      writeFileSync(LICENCES_PAGE, licencesPage(licensed));
      process.stdout.write(`docs/licences.md: ${licensed.length} packages\n`);
      return;
    }
    default:
      throw new Error('sbom or licences?');
  }
}
