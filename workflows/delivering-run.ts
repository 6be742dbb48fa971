import type { ImportDocumentsInput, ImportedDocuments } from '../activities/import-documents';
import type { MarkExportedInput } from '../activities/mark-delivered';
import type { DocumentId, DocumentType, SystemId } from '../src/document';
import type { SyncTuning } from './messages';
import type { OutageGate } from './outage';

/** What a delivery in batches needs of the run that it is part of: where to, how much at a time, and whom to tell. */
export interface DeliveringRun {
  readonly input: {
    readonly systemId: SystemId;
    readonly documentType: DocumentType;
    readonly tuning: SyncTuning;
  };
  /** What imports and marks are asked for beyond the documents. */
  readonly extras?: {
    readonly import: Partial<ImportDocumentsInput>;
    readonly mark: Partial<MarkExportedInput>;
  };
  readonly outages: OutageGate;
  /** The ERP takes documents by date: one batch follows the other. */
  readonly keepsOrder: boolean;
  /** Documents that will be tried again within this run. */
  deferred: number;
  /** Why the last document was put off. */
  lastReason: string;
  /** In the ERP and confirmed. `again`: marked by an earlier run. `found`: the ERP held them before. */
  delivered(ids: readonly DocumentId[], again: readonly DocumentId[], found: readonly DocumentId[]): void;
  exported(ids: readonly DocumentId[]): void;
  needAttention(documents: NonNullable<ImportedDocuments['attention']>): void;
  /** A person skipped them while they were on their way. */
  skip(ids: readonly DocumentId[]): void;
  /** They follow another document that is still on its way. */
  hold(ids: readonly DocumentId[]): void;
  /** The record lost them. */
  forget(ids: readonly DocumentId[]): void;
  /** The ERP does not hold them, and they are dated before go-live. */
  leaveBeforeGoLive(documents: readonly { readonly documentId: DocumentId }[]): void;
  leaveForNextRun(id: DocumentId): void;
  /** Shows where it stands. */
  tell(): void;
}
