/** Where a sale goes, as VAT sees it from the brand's home country. */
export const ZONES = ['domestic', 'eu', 'export'] as const;
export type Zone = (typeof ZONES)[number];

/**
 * The member states of the European Union, ISO 3166-1 alpha-2, as listed by the Union on 2026-01-01 (unchanged since
 * the United Kingdom left in 2020). `EL` is how the Union itself writes Greece, and how VAT numbers do.
 */
export const EU_COUNTRIES: ReadonlySet<string> = new Set(
  ('AT BE BG CY CZ DE DK EE EL ES FI FR GR HR HU IE IT LT LU LV ' + 'MT NL PL PT RO SE SI SK').split(' '),
);

export function zoneOf(country: string, homeCountry: string): Zone {
  if (country === homeCountry) return 'domestic';
  return EU_COUNTRIES.has(country) ? 'eu' : 'export';
}
