import { z } from 'zod';
import {
  healthSchema,
  listAnswerSchema,
  lookupAnswerSchema,
  lookupRequestSchema,
  postedSchema,
  problemSchema,
  receiptSchema,
  validAnswerSchema,
} from './answer-schema';
import { creditNoteSchema, invoiceSchema, journalEntrySchema, postingSchema } from './posting-schema';

/** The published schemas, by the names that OpenAPI and JSON Schema give them. */

export const SENT_SCHEMAS = {
  Posting: postingSchema,
  Invoice: invoiceSchema,
  CreditNote: creditNoteSchema,
  JournalEntry: journalEntrySchema,
  LookupRequest: lookupRequestSchema,
} as const;

export const ANSWER_SCHEMAS = {
  Posted: postedSchema,
  Receipt: receiptSchema,
  Problem: problemSchema,
  Valid: validAnswerSchema,
  LookupAnswer: lookupAnswerSchema,
  ListAnswer: listAnswerSchema,
  Health: healthSchema,
} as const;

export type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (2020-12) of each, referring to each other under `prefix`: `#/components/schemas/`.
 * As text on the wire, so before it is read into decimals and dates.
 */
export function jsonSchemas(schemas: Readonly<Record<string, z.ZodType>>, prefix: string): Json {
  const registry = z.registry<{ id?: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const generated = z.toJSONSchema(registry, { io: 'input', uri: (id) => `${prefix}${id}` });
  return Object.fromEntries(
    Object.keys(schemas).map((id) => {
      // Where they stand is their address: $id would start a document of its own.
      const keywords = Object.entries(generated.schemas[id] ?? {});
      return [id, Object.fromEntries(keywords.filter(([name]) => name !== '$schema' && name !== '$id'))];
    }),
  );
}
