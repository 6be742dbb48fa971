import type { Migration } from '../postgres/migrate';

/** Which documents have lost their content, and where those that still have it are found by their age. */
export const PURGED_CONTENTS: Migration = {
  name: '010-purged-contents',
  sql: `
    -- Since then the content holds what tells nothing about anybody: the id, and when the document was created.
    alter table delivery.documents add column purged_at timestamptz;
    create index documents_by_age on delivery.documents (fetched_at) where purged_at is null;
  `,
};
