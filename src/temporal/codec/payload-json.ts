import type { Payload } from '@temporalio/common';
import { z } from 'zod';

/** Bytes as protobuf's JSON writes them. */
const base64 = z.base64().transform((text) => Buffer.from(text, 'base64'));

/** What Temporal's UI and command line send to a codec server. */
export const payloadsSchema = z.object({
  payloads: z.array(
    z.object({
      metadata: z.record(z.string(), base64).default({}),
      data: base64.default(() => Buffer.alloc(0)),
    }),
  ),
});

/** The answer in the same shape. */
export function toPayloadsJson(payloads: readonly Payload[]): unknown {
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, inBase64(value)]),
      ),
      data: inBase64(data),
    })),
  };
}

function inBase64(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString('base64');
}
