import { z } from 'zod';
import { configFileSchema } from './schema';

/** Where the generated schema lies; `# yaml-language-server: $schema=…` in a configuration file points at it. */
export const CONFIG_JSON_SCHEMA_FILE = 'sync.config.schema.json';

/** The JSON Schema of what a person writes into `sync.config.yaml`: editors check and explain the file by it. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'sync.config.yaml of traede-erp-sync',
    ...z.toJSONSchema(configFileSchema, { io: 'input', target: 'draft-7' }),
  };
}

/** The text of {@link CONFIG_JSON_SCHEMA_FILE}. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
