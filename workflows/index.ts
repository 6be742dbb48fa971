/** What the workflow bundle exports: each name is a workflow type. */
export { backfill } from './backfill';
export { notifyPeople } from './notify-people';
export { purgeContents } from './purge-contents';
export { syncDocument } from './sync-document';
export { adopt } from './adopt';
export { syncDocuments } from './sync-documents';
export { reconcile } from './reconcile';
