import type { DocumentId } from '../src/document';
import type { Problem } from '../src/problem';
import type { ProblemCount } from './messages';

/** Causes kept; documents of further ones are counted, and each waits with its own problem all the same. */
const MAX_CAUSES = 20;

/** What a run met, by cause: a thousand documents with one cause are told as one line with their number. */
export class ProblemTally {
  readonly #causes = new Map<string, { -readonly [K in keyof ProblemCount]: ProblemCount[K] }>();

  constructor(carried: readonly ProblemCount[] = []) {
    for (const cause of carried) this.#causes.set(keyOf(cause), { ...cause });
  }

  /** The most frequent cause first. */
  get counts(): readonly ProblemCount[] {
    return [...this.#causes.values()].sort((a, b) => b.documents - a.documents);
  }

  add(documentId: DocumentId, { code, message, remedy }: Problem): void {
    const known = this.#causes.get(keyOf({ code, remedy }));
    if (known !== undefined) known.documents += 1;
    else if (this.#causes.size < MAX_CAUSES) {
      this.#causes.set(keyOf({ code, remedy }), { code, documents: 1, example: documentId, message, remedy });
    }
  }
}

/** What mends it tells causes apart: two missing VAT codes are two causes. */
function keyOf({ code, remedy }: Pick<Problem, 'code' | 'remedy'>): string {
  return `${code}\n${remedy}`;
}
