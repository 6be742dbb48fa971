import { readFileSync } from 'node:fs';
import {
  CONFIG_JSON_SCHEMA_FILE,
  configJsonSchema,
  configJsonSchemaText,
} from '../../src/config/json-schema';

describe('the JSON Schema of the configuration', () => {
  it('is current: what lies in the repository is what the zod schema says', () => {
    // Not current? Write configJsonSchemaText() into the file.
    expect(readFileSync(CONFIG_JSON_SCHEMA_FILE, 'utf8')).toBe(configJsonSchemaText());
  });

  it('describes every field', () => {
    const fields = fieldsOf(configJsonSchema(), '');
    expect(fields.size).toBeGreaterThan(50);
    const silent = [...fields].filter(([, description]) => description === undefined).map(([path]) => path);
    expect(silent).toEqual([]);
  });
});

/** Path of each property below `schema`, with its description. */
function fieldsOf(schema: unknown, path: string): ReadonlyMap<string, string | undefined> {
  const fields = new Map<string, string | undefined>();
  if (!isObject(schema)) return fields;
  const below = (part: unknown, at: string): void => {
    for (const [name, description] of fieldsOf(part, at)) fields.set(name, description);
  };
  for (const [name, property] of Object.entries(objectIn(schema, 'properties'))) {
    const at = `${path}.${name}`;
    const description = isObject(property) ? property['description'] : undefined;
    fields.set(at, typeof description === 'string' && description !== '' ? description : undefined);
    below(property, at);
  }
  below(schema['items'], `${path}[]`);
  below(schema['additionalProperties'], `${path}.*`);
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) {
    const parts = schema[keyword];
    if (Array.isArray(parts)) for (const part of parts as readonly unknown[]) below(part, path);
  }
  return fields;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectIn(schema: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = schema[key];
  return isObject(value) ? value : {};
}
