import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * The bill of materials of what is installed with the product, as CycloneDX, from the lockfile: npm makes it. With
 * `--omit dev` npm (11.19) leaves out whatever a development dependency needs too, Temporal's worker among it; so it is asked
 * for everything, and what serves development alone is taken out by npm's own mark.
 */

const DEVELOPMENT = 'cdx:npm:package:development';
/** Hundreds of packages with their hashes are less than a megabyte. */
const MAX_OUTPUT_BYTES = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

const licenceSchema = z.union([
  z.object({ license: z.object({ id: z.string() }) }).transform(({ license }) => license.id),
  z.object({ license: z.object({ name: z.string() }) }).transform(({ license }) => license.name),
  z.object({ expression: z.string() }).transform(({ expression }) => expression),
]);

const componentSchema = z.looseObject({
  'bom-ref': z.string(),
  name: z.string(),
  version: z.string(),
  properties: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  licenses: z.array(z.unknown()).default([]),
});

const sbomSchema = z.looseObject({
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), version: z.string() }) }),
  components: z.array(componentSchema),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

export type Sbom = z.output<typeof sbomSchema>;
export type Component = z.output<typeof componentSchema>;

/** @param folder holds package.json and package-lock.json */
export async function makeSbom(folder: string): Promise<Sbom> {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
    { cwd: folder, maxBuffer: MAX_OUTPUT_BYTES, timeout: TIMEOUT_MS },
  );
  return withoutDevelopment(sbomSchema.parse(JSON.parse(stdout)));
}

function withoutDevelopment(sbom: Sbom): Sbom {
  const components = sbom.components.filter((component) => !isForDevelopment(component));
  const [product] = sbom.dependencies;
  const kept = new Set([product?.ref, ...components.map((component) => component['bom-ref'])]);
  return {
    ...sbom,
    // npm names the root after its folder.
    metadata: { ...sbom.metadata, component: { ...sbom.metadata.component, name: 'traede-erp-sync' } },
    components,
    dependencies: sbom.dependencies
      .filter(({ ref }) => kept.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) })),
  };
}

function isForDevelopment({ properties }: Component): boolean {
  return properties.some(({ name, value }) => name === DEVELOPMENT && value === 'true');
}

/** As the package says it: identifiers or an expression of SPDX; empty where it says nothing. */
export function licenceOf({ licenses }: Component): string {
  return licenses.map((licence) => licenceSchema.parse(licence)).join(' AND ');
}
