import type { Decimal } from '../money';

/** What a rule says; a condition without a value is left out. */
export type RuleFields = Readonly<Record<string, string | Decimal | undefined>>;

/** What a person has to fill in. */
export const TO_FILL_IN = '…';

/**
 * A rule as it is written into `sync.config.yaml`: `- { zone: domestic, rate: 25, code: … }`. The same rule always gives
 * the same text: documents with one cause are told as one by it.
 */
export function configLine(fields: RuleFields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${yamlText(value)}`],
  );
  return `- { ${pairs.join(', ')} }`;
}

/** Words of our own and whole numbers stand alone; whatever YAML could read as something else is quoted. */
const STANDS_ALONE = /^(?:[a-z][a-z0-9-]{2,}|eu|[1-9]\d*|0)$/;
const MEANS_SOMETHING_TO_YAML = /^(?:true|false|null|yes|off)$/;

function yamlText(value: string | Decimal): string {
  if (typeof value !== 'string') return value.toFixed();
  const standsAlone = STANDS_ALONE.test(value) && !MEANS_SOMETHING_TO_YAML.test(value);
  return standsAlone || value === TO_FILL_IN ? value : JSON.stringify(value);
}
