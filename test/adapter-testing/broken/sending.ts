import type { Posting } from '../../../src/accounting/posting';
import type { SentDocument } from '../memory-erp';
import type { Alteration } from '../memory-adapter';

/** Alters the document as it is sent. */
export function sending(change: (document: SentDocument, posting: Posting) => SentDocument): Alteration {
  return (parts) => ({ ...parts, encode: (posting) => change(parts.encode(posting), posting) });
}

export function perLine(
  change: (line: SentDocument['lines'][number]) => SentDocument['lines'][number],
): Alteration {
  return sending((document) => ({ ...document, lines: document.lines.map(change) }));
}
