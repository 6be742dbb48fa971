import { ApplicationFailure } from '@temporalio/common';
import { DOCUMENT_TYPE_NAMES, type DocumentType } from '../src/document';
import type { FailureType } from '../src/failure-types';
import { endlessMessage } from '../src/listing/read-created';
import type { TimeWindow } from '../src/listing/time-scan';

/** A list of TRAEDE that cannot be read for certain stops what depends on it. */
export function unreadableList(documentType: DocumentType, window: TimeWindow): ApplicationFailure {
  const type: FailureType = 'TraedeUnexpected';
  return ApplicationFailure.nonRetryable(
    endlessMessage(DOCUMENT_TYPE_NAMES[documentType].many, window),
    type,
  );
}
