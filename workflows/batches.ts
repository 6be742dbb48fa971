import type { DocumentId } from '../src/document';
import type { ReadyDocument } from './delivery-order';

/** A group is parted only beyond this: such a batch is one posting to the ERP, or a few. */
const MAX_GROUPED_BATCH = 200;

/** Parts documents into batches, in their order; what is summed together stays together, also beyond `batchSize`. */
export function inBatches(
  documents: readonly ReadyDocument[],
  batchSize: number,
): readonly (readonly DocumentId[])[] {
  const batches: DocumentId[][] = [];
  for (const group of groupsOf(documents)) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + group.length <= batchSize) last.push(...group);
    else batches.push([...group]);
  }
  return batches;
}

function groupsOf(documents: readonly ReadyDocument[]): readonly (readonly DocumentId[])[] {
  const groups: { readonly group: string | undefined; readonly ids: DocumentId[] }[] = [];
  for (const { id, group } of documents) {
    const last = groups.at(-1);
    const belongs = group !== undefined && last?.group === group && last.ids.length < MAX_GROUPED_BATCH;
    if (belongs) last.ids.push(id);
    else groups.push({ group, ids: [id] });
  }
  return groups.map(({ ids }) => ids);
}
