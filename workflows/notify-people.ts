import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import type { NotifyActivities } from '../activities/notify-context';
import type { PreparedDigest } from '../src/notifications/notifier';
import type { NotifyPeopleInput, NotifySummary } from './notify-messages';

/** Reading the record and Temporal; what is away is looked for again, and at the next time of the schedule. */
const { prepareDigests } = proxyActivities<NotifyActivities>({
  startToCloseTimeout: '2m',
  heartbeatTimeout: '7s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumAttempts: 4 },
});

/**
 * A chat that is away for five minutes still hears of it; after that the next time of the schedule tells, with what is
 * known then.
 */
const { sendDigest } = proxyActivities<NotifyActivities>({
  startToCloseTimeout: '2m',
  scheduleToCloseTimeout: '10m',
  heartbeatTimeout: '7s',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '1m', maximumAttempts: 8 },
});

/**
 * Looks once at what needs a person, and tells each channel what it does not know yet. One channel that fails holds up no
 * other; the run then fails and says which, and the channel is told at the next time.
 */
export async function notifyPeople({ deployment }: NotifyPeopleInput): Promise<NotifySummary> {
  setCurrentDetails('Looking at what needs a person …');
  const digests = await look(deployment);
  setCurrentDetails(describe(digests));
  const outcomes = await Promise.all(digests.map((digest) => tell(deployment, digest)));
  const failed = outcomes.flatMap((outcome) => ('failure' in outcome ? [outcome.failure] : []));
  if (failed.length > 0) throw ApplicationFailure.nonRetryable(failed.join(' '), 'ChannelFailed');
  return { sent: outcomes.flatMap((outcome) => ('sent' in outcome ? [outcome.sent] : [])) };
}

async function look(deployment: string): Promise<readonly PreparedDigest[]> {
  try {
    return await prepareDigests.executeWithOptions({ summary: 'what needs a person?' }, [{ deployment }]);
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const reason = error.cause?.message ?? 'It is not known why.';
    throw ApplicationFailure.nonRetryable(`Nobody was told anything. ${reason}`, 'LookFailed');
  }
}

type Outcome = { readonly sent: string } | { readonly outdated: string } | { readonly failure: string };

async function tell(
  deployment: string,
  { channel, digestId, kind, conditions }: PreparedDigest,
): Promise<Outcome> {
  const what = kind === 'all-well' ? 'all is well again' : `${conditions} to look at`;
  try {
    const summary = `${channel}: ${what}`;
    const outcome = await sendDigest.executeWithOptions({ summary }, [{ deployment, channel, digestId }]);
    return outcome === 'sent' ? { sent: channel } : { outdated: channel };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { failure: error.cause?.message ?? `The channel "${channel}" was not reached.` };
  }
}

function describe(digests: readonly PreparedDigest[]): string {
  if (digests.length === 0) return 'Nothing new: nobody is told anything.';
  return digests
    .flatMap(({ channel, kind, fresh }) => [
      `### ${channel}: ${kind === 'all-well' ? 'all is well again' : 'news'}`,
      '',
      ...fresh.map((title) => `- ${title}`),
    ])
    .join('\n');
}
