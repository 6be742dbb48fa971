import { patched, upsertMemo } from '@temporalio/workflow';
import * as released from '../../../workflows';

/** A later version of the workflows, whose change is marked by `patched` as the house wants it: what it begins, it signs. */
export * from '../../../workflows';

export async function syncDocument(
  input: Parameters<typeof released.syncDocument>[0],
): ReturnType<typeof released.syncDocument> {
  sign();
  return released.syncDocument(input);
}

export async function syncDocuments(
  input: Parameters<typeof released.syncDocuments>[0],
): ReturnType<typeof released.syncDocuments> {
  sign();
  return released.syncDocuments(input);
}

function sign(): void {
  if (patched('next-version')) upsertMemo({ version: 'next' });
}
