import type { SyncDocumentsInput } from '../../../workflows/messages';
import { fetchPage, importDocuments, markExported } from '../../../workflows/proxies';

// A run as one would write it at first: one page after the other, up to the first empty one. Every mark takes a
// document out of the list, so each next page begins too far behind. The sweep has to notice.

export async function syncDocuments({ systemId, documentType, tuning }: SyncDocumentsInput): Promise<void> {
  for (let page = 0; ; page += 1) {
    const { count, toImport } = await fetchPage({ systemId, documentType, page, limit: tuning.pageSize });
    if (count === 0) return;
    const { delivered } = await importDocuments({ systemId, documentType, documentIds: toImport });
    await markExported({ systemId, documentType, documentIds: delivered });
  }
}
