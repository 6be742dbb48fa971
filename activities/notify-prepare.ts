import type { Notifier, PreparedDigest } from '../src/notifications/notifier';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { notifierOf } from './notify-context';

export interface PrepareDigestsInput {
  readonly deployment: string;
}

/** Looks at what needs a person, and keeps a digest for each channel that is to hear of something. */
export function createPrepareDigests(notifier: Notifier | undefined) {
  return async function prepareDigests({
    deployment,
  }: PrepareDigestsInput): Promise<readonly PreparedDigest[]> {
    return guarded(`looking at what needs a person in ${deployment}`, () =>
      whileHeartbeating(deployment, () => notifierOf(notifier, deployment).prepare()),
    );
  };
}
