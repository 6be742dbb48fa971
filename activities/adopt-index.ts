import type { AdoptContext } from './adopt-context';
import { createFinishAdoption, createHoldDocuments } from './adopt-hold';
import { createLinkDocuments } from './adopt-link';
import { createMatchDocuments } from './adopt-match';
import { createOpenAdoption } from './adopt-open';
import { createReadToAdopt, createReadUnlinked } from './adopt-read';

/** The activities of adoptions; the workflow knows them by the type {@link AdoptActivities} only. */
export function createAdoptActivities(context: AdoptContext) {
  return {
    openAdoption: createOpenAdoption(context),
    readToAdopt: createReadToAdopt(context),
    readUnlinked: createReadUnlinked(context),
    matchDocuments: createMatchDocuments(context),
    holdDocuments: createHoldDocuments(context),
    linkDocuments: createLinkDocuments(context),
    finishAdoption: createFinishAdoption(context),
  };
}

export type AdoptActivities = ReturnType<typeof createAdoptActivities>;
