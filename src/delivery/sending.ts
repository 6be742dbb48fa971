import type { Posting } from '../accounting/posting';
import type { DocumentId } from '../document';
import { idOf, type Candidate } from './examine';

/** One posting, and the documents that it stands for: one, or the accounting entries of a sum. */
export interface Sending {
  readonly posting: Posting;
  readonly members: readonly Candidate[];
}

export function idsOf({ members }: Sending): readonly DocumentId[] {
  return members.map(idOf);
}
