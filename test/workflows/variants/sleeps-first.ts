import { sleep } from '@temporalio/workflow';
import * as product from '../../../workflows';
import type { BackfillInput } from '../../../workflows/backfill-messages';
import type { AdoptInput } from '../../../workflows/adopt-messages';
import type { NotifyPeopleInput } from '../../../workflows/notify-messages';
import type { SyncDocumentInput, SyncDocumentsInput } from '../../../workflows/messages';
import type { ReconcileInput } from '../../../workflows/reconcile-messages';

// The product's workflows with one incompatible change: a timer before everything else. Runs that are on their way
// would not survive it, and the replay test has to notice.

export async function syncDocuments(input: SyncDocumentsInput) {
  await sleep('1 second');
  return product.syncDocuments(input);
}

export async function syncDocument(input: SyncDocumentInput) {
  await sleep('1 second');
  return product.syncDocument(input);
}

export async function reconcile(input: ReconcileInput) {
  await sleep('1 second');
  return product.reconcile(input);
}

export async function backfill(input: BackfillInput) {
  await sleep('1 second');
  return product.backfill(input);
}

export async function adopt(input: AdoptInput) {
  await sleep('1 second');
  return product.adopt(input);
}

export async function notifyPeople(input: NotifyPeopleInput) {
  await sleep('1 second');
  return product.notifyPeople(input);
}

export async function purgeContents() {
  await sleep('1 second');
  return product.purgeContents();
}
