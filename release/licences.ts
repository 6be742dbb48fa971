import { licenceOf, type Component, type Sbom } from './sbom';

/** Licences that let the product be used, changed and passed on under MIT: none that reaches over to the product. */
const ACCEPTED: ReadonlySet<string> = new Set([
  ...['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0'],
  ...['Unlicense', 'CC0-1.0'],
  // caniuse-lite: data about browsers, below Temporal's bundler; nothing of it is in what the product writes.
  'CC-BY-4.0',
]);

/** What packages say in their licence file alone; read there, for this version. */
const SAID_ELSEWHERE: ReadonlyMap<string, string> = new Map([['unionfs@4.6.0', 'Unlicense']]);

export interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

export function licensesOf({ components }: Sbom): readonly Licensed[] {
  return components
    .map((component) => ({ name: component.name, version: component.version, licence: licence(component) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

function licence(component: Component): string {
  const said = licenceOf(component);
  return said === '' ? (SAID_ELSEWHERE.get(`${component.name}@${component.version}`) ?? '') : said;
}

/** Of `A AND B` all, of `A OR B` one must be accepted. */
export function isAccepted(expression: string): boolean {
  const bare = expression.replace(/[()]/g, '');
  return bare.split(' AND ').every((part) => part.split(' OR ').some((id) => ACCEPTED.has(id)));
}

/** What stands in the way of passing the product on; empty: nothing. */
export function refusedLicences(licensed: readonly Licensed[]): readonly string[] {
  return licensed
    .filter(({ licence }) => !isAccepted(licence))
    .map(
      ({ name, version, licence }) => `${name}@${version}: ${licence === '' ? 'says no licence' : licence}`,
    );
}

/** The page `docs/licences.md`. */
export function licencesPage(licensed: readonly Licensed[]): string {
  const licences = [...new Set(licensed.map(({ licence }) => licence))].sort((a, b) => a.localeCompare(b));
  const sections = licences.map((licence) => {
    const names = licensed.filter((one) => one.licence === licence).map(({ name }) => name);
    return `## ${licence}\n\n${[...new Set(names)].map((name) => `- ${name}`).join('\n')}`;
  });
  return [
    '# Licences',
    [
      'traede-erp-sync is under the MIT licence. With it these packages are installed, each under the licence that it names; those',
      'for other operating systems are among them, though only one set is installed. `npm run licences` writes this page from the',
      'lockfile, and refuses licences that would reach over to the product; the tests hold it up to date. `npm run sbom` writes the',
      'same as CycloneDX, with versions and hashes.',
    ].join('\n'),
    ...sections,
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
