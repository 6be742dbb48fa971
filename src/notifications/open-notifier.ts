import type { Client } from '@temporalio/client';
import type { Pool } from 'pg';
import type { Config } from '../config/config';
import type { ChannelConfig } from '../config/notifications';
import type { UiAddress } from '../temporal/ui-links';
import type { Channel } from './channel';
import { openEmail } from './email';
import { openHeartbeat } from './heartbeat';
import { lookAround } from './look';
import { createNotifier, type Notifier } from './notifier';
import { openWebhook } from './webhook';

export interface NotifierParts {
  readonly config: Config;
  readonly pool: Pool;
  readonly client: Client;
  readonly ui: UiAddress;
}

/** Gone at three looks in a row: over. Half an interval less than two, as no look comes to the second. */
const CALM_INTERVALS = 1.5;

/** The notifier that the configuration asks for; `undefined` where nobody is to be told. */
export function openNotifier(parts: NotifierParts): Notifier | undefined {
  const { config, pool } = parts;
  if (config.notifications === undefined) return undefined;
  const { deployment, channels, silentAfter, outageAfterMs, everyMs, heartbeat } = config.notifications;
  return createNotifier({
    deployment,
    channels: channels.map(openChannel),
    thresholds: { silentAfter, outageAfterMs },
    pool,
    timeZone: config.systems[0]?.rules.timeZone ?? 'UTC',
    look: () => lookAround(parts),
    calmMs: CALM_INTERVALS * everyMs,
    heartbeat: heartbeat === undefined ? undefined : openHeartbeat(heartbeat),
  });
}

export function openChannel(channel: ChannelConfig): Channel {
  switch (channel.kind) {
    case 'webhook':
      return openWebhook(channel.options);
    case 'email':
      return openEmail(channel.options);
  }
}
