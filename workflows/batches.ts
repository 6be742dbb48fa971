import type { ReadyDocument } from './delivery-order';

/** A group is parted only beyond this: such a batch is one posting to the ERP, or a few. */
const MAX_GROUPED_BATCH = 200;

/** How many of `documents`, from `start` on, make the next batch; what is summed together stays together, also beyond `size`. */
export function nextBatch(documents: readonly ReadyDocument[], start: number, size: number): number {
  let count = groupLength(documents, start);
  while (start + count < documents.length) {
    const more = groupLength(documents, start + count);
    if (count + more > size) break;
    count += more;
  }
  return count;
}

/** Documents from `start` on that are summed together; one where it is not summed. */
function groupLength(documents: readonly ReadyDocument[], start: number): number {
  const group = documents[start]?.group;
  if (group === undefined) return 1;
  let end = start + 1;
  while (end < documents.length && end - start < MAX_GROUPED_BATCH && documents[end]?.group === group)
    end += 1;
  return end - start;
}
