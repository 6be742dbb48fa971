import { createCloseDocument } from './close-document';
import type { ActivityContext } from './context';
import { createFetchDocument } from './fetch-document';
import { createFetchPage } from './fetch-page';
import { createImportDocuments } from './import-documents';
import { createMarkExported } from './mark-exported';
import { createRequestAttention } from './request-attention';

/** All activities over one context; workflows know them by the type {@link Activities} only. */
export function createActivities(context: ActivityContext) {
  return {
    fetchPage: createFetchPage(context),
    fetchDocument: createFetchDocument(context),
    importDocuments: createImportDocuments(context),
    markExported: createMarkExported(context),
    requestAttention: createRequestAttention(context),
    closeDocument: createCloseDocument(context),
  };
}

export type Activities = ReturnType<typeof createActivities>;
