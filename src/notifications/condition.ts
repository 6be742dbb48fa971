import type { DocumentType, SystemId } from '../document';

/**
 * What can be wrong, one for each cause: documents that wait, a flow that has gone silent, an outage that lasts, runs that
 * fail for good, books that do not agree.
 */
export const CONDITION_KINDS = ['waiting', 'silent', 'outage', 'failed', 'reconciliation'] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

/**
 * Something that a person should know of, in words that a bookkeeper understands. Holds no personal data and no secret:
 * it is kept in our database, stands in Temporal's history and goes to chats and mailboxes.
 */
export interface Condition {
  readonly kind: ConditionKind;
  /** Stable as long as it is the same thing: by it we remember what was told. */
  readonly key: string;
  readonly systemId: SystemId;
  /** One line: `12 invoices wait for a person (tax-code-missing)`. */
  readonly title: string;
  /** What is wrong, in a sentence or two. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  /** What it concerns: ids of documents, or types of documents; the first {@link MAX_MEMBERS} of {@link count}. */
  readonly members: readonly string[];
  readonly count: number;
  /** Since when, in ISO 8601; null where it is not known. */
  readonly since: string | null;
  /** Where to look; null where the address of Temporal's UI is not known. */
  readonly link: string | null;
  /** What to type; null where there is nothing. */
  readonly command: string | null;
}

/** Members kept in memory for each condition; of more only the number is compared. */
export const MAX_MEMBERS = 200;

/** One flow of documents, as conditions name it. */
export interface FlowName {
  readonly systemId: SystemId;
  readonly documentType: DocumentType;
}
