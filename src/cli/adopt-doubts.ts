import { closeSync, openSync, writeSync } from 'node:fs';
import type { Pool } from 'pg';
import type { Doubt } from '../adoption/doubts';
import { doubtfulDocuments, type DoubtfulDocument } from '../delivery/adoption/reading';
import { doubtsCsvHead, doubtsCsvRow, type Doubts } from './adopt-print';
import { writing } from './report-files';
import type { Terminal } from './terminal';

/** Documents in one answer; the CSV file has them all. */
const MAX_LISTED = 1_000;

/** Reads what is in doubt; writes all of it as CSV, row by row, where a file is named. */
export async function readDoubts(
  pool: Pool,
  adoptionId: number,
  csv: string | undefined,
  terminal: Terminal,
): Promise<Doubts> {
  const file = csv === undefined ? undefined : writing(csv, (path) => openSync(path, 'w'));
  try {
    if (file !== undefined) writeSync(file, doubtsCsvHead());
    const counts = new Map<Doubt, number>();
    const documents: DoubtfulDocument[] = [];
    let leftOut = 0;
    for await (const document of doubtfulDocuments(pool, adoptionId)) {
      counts.set(document.doubt, (counts.get(document.doubt) ?? 0) + 1);
      if (documents.length < MAX_LISTED) documents.push(document);
      else leftOut += 1;
      if (file !== undefined) writeSync(file, doubtsCsvRow(document));
    }
    if (csv !== undefined) terminal.say(`Documents in doubt: ${csv}`);
    return { counts, documents, leftOut };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
