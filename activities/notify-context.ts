import { ApplicationFailure } from '@temporalio/common';
import type { Notifier } from '../src/notifications/notifier';
import { createPrepareDigests } from './notify-prepare';
import { createSendDigest } from './notify-send';

/** The activities that tell people; workflows know them by the type {@link NotifyActivities} only. */
export function createNotifyActivities(notifier: Notifier | undefined) {
  return { prepareDigests: createPrepareDigests(notifier), sendDigest: createSendDigest(notifier) };
}

export type NotifyActivities = ReturnType<typeof createNotifyActivities>;

/** @throws when this worker's configuration differs from the one that made the schedule */
export function notifierOf(notifier: Notifier | undefined, deployment: string): Notifier {
  if (notifier?.deployment === deployment) return notifier;
  throw ApplicationFailure.nonRetryable(
    `This worker has no notifications for the deployment "${deployment}". Add them to its configuration, or delete the schedule notify:${deployment}.`,
    'UnknownDeployment',
  );
}
