import { toPosting } from '../src/accounting/to-posting';
import type { AccountingRules } from '../src/accounting/rules';
import type { Prepared } from '../src/delivery/protocol';
import type { DocumentKey } from '../src/document';
import { parseDocument } from '../src/traede/parse';

/** TRAEDE's JSON → checked document → posting, or why not. Pure. */
export function prepareBy(rules: AccountingRules): (key: DocumentKey, content: string) => Prepared {
  return (key, content) => {
    const parsed = parseDocument(key.documentType, content);
    return parsed.ok ? toPosting(parsed.document, key, rules) : parsed;
  };
}
