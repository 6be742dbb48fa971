import { ApplicationFailure } from '@temporalio/common';
import { ChannelError } from '../src/notifications/channel';
import type { DigestKey, Notifier } from '../src/notifications/notifier';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';
import { notifierOf } from './notify-context';

export interface SendDigestInput extends DigestKey {
  readonly deployment: string;
}

/**
 * Sends one digest to its channel and remembers that. At least once: a crash between both sends it again, under the same
 * id. One that was sent, or that a newer one has outdated, is not sent.
 */
export function createSendDigest(notifier: Notifier | undefined) {
  return async function sendDigest(input: SendDigestInput): Promise<'sent' | 'outdated'> {
    return guarded(`telling ${input.channel}`, () =>
      whileHeartbeating(input.channel, async (signal) => {
        try {
          return await notifierOf(notifier, input.deployment).send(input, signal);
        } catch (error) {
          throw error instanceof ChannelError ? toFailure(error) : error;
        }
      }),
    );
  };
}

function toFailure({ message, final }: ChannelError): ApplicationFailure {
  return ApplicationFailure.create({ message, type: 'ChannelFailed', nonRetryable: final });
}
