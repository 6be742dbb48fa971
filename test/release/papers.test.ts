import { readFileSync } from 'node:fs';
import { licencesPage, licensesOf, refusedLicences, isAccepted } from '../../release/licences';
import { LICENCES_PAGE, ROOT } from '../../release/main';
import { makeSbom, type Sbom } from '../../release/sbom';
import packageJson from '../../package.json';

let sbom: Sbom;
beforeAll(async () => {
  sbom = await makeSbom(ROOT);
});

describe('the bill of materials', () => {
  it('holds what the product is installed with, and nothing that serves development alone', () => {
    const names = new Set(sbom.components.map(({ name }) => name));
    const wanted = [
      ...Object.keys(packageJson.dependencies),
      ...Object.keys(packageJson.optionalDependencies),
    ];
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
    // Below a dependency, and needed by a development dependency too.
    expect(names).toContain('@temporalio/core-bridge');
    for (const name of ['jest', 'eslint', 'typescript', '@temporalio/testing'])
      expect(names).not.toContain(name);
  });

  it('is CycloneDX about this product, with a hash and an address for each package', () => {
    expect(sbom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: packageJson.name, version: packageJson.version } },
    });
    for (const component of sbom.components) {
      expect(component).toMatchObject({
        purl: expect.stringMatching(/^pkg:npm\//) as string,
        hashes: [{ alg: 'SHA-512' }],
      });
    }
    const known = new Set(sbom.components.map((component) => component['bom-ref']));
    const product = `${packageJson.name}@${packageJson.version}`;
    for (const { ref, dependsOn } of sbom.dependencies) {
      expect(known.has(ref) || ref === product).toBe(true);
      expect(dependsOn.filter((one) => !known.has(one))).toEqual([]);
    }
  });
});

describe('licences', () => {
  it('are such that the product can be passed on under MIT', () => {
    expect(refusedLicences(licensesOf(sbom))).toEqual([]);
  });

  it('are listed as they are', () => {
    expect(readFileSync(LICENCES_PAGE, 'utf8')).toBe(licencesPage(licensesOf(sbom)));
  });

  it.each([
    ['GPL-3.0-only', false],
    ['MIT AND AGPL-3.0-or-later', false],
    ['(MIT OR GPL-2.0-only)', true],
    ['Apache-2.0 AND MIT', true],
    ['', false],
  ])('%s: accepted is %s', (expression, accepted) => {
    expect(isAccepted(expression)).toBe(accepted);
  });
});
