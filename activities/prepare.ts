import { beforeGoLive, dayOfDocument, isBeforeGoLive } from '../src/accounting/go-live';
import { toPosting } from '../src/accounting/to-posting';
import type { AccountingRules } from '../src/accounting/rules';
import type { BeforeGoLive, Prepared } from '../src/delivery/protocol';
import type { DocumentKey } from '../src/document';
import { parseDocument } from '../src/traede/parse';

/** TRAEDE's JSON → checked document → posting, or why not. Pure. */
export function prepareBy(rules: AccountingRules): (key: DocumentKey, content: string) => Prepared {
  return (key, content) => {
    const parsed = parseDocument(key.documentType, content);
    return parsed.ok ? toPosting(parsed.document, key, rules) : parsed;
  };
}

/** Says of TRAEDE's JSON whether it is dated before go-live. One that cannot be read or dated is not: a person must look. */
export function goLiveBy(
  rules: AccountingRules,
): (key: Omit<DocumentKey, 'documentId'>, content: string) => BeforeGoLive | undefined {
  return ({ documentType }, content) => {
    if (rules.goLive[documentType] === null) return undefined;
    const parsed = parseDocument(documentType, content);
    const day = parsed.ok ? dayOfDocument(parsed.document, rules) : undefined;
    if (day === undefined || !isBeforeGoLive(documentType, day, rules.goLive)) return undefined;
    return { day, problem: beforeGoLive(documentType, day, rules.goLive) };
  };
}
