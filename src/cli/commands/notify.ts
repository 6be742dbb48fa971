import { randomUUID } from 'node:crypto';
import type { Message } from '../../notifications/digest-text';
import { openHeartbeat } from '../../notifications/heartbeat';
import { openChannel } from '../../notifications/open-notifier';
import { CommandError } from '../command-error';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';

/** Sends a test message to every channel of the configuration, and says which have taken it. Needs nothing to be up. */
export async function notify({ config, terminal }: CommandContext): Promise<ExitCode> {
  const { notifications } = config;
  if (notifications === undefined) {
    throw new CommandError('nobody is told anything: add `notifications` to sync.config.yaml');
  }
  const message = testMessage(notifications.deployment, config.systems[0]?.rules.timeZone ?? 'UTC');
  const channels: { readonly channel: string; readonly error: string | null }[] = [];
  for (const one of notifications.channels) {
    const channel = openChannel(one);
    channels.push({ channel: channel.name, error: await errorOf(() => channel.send(message)) });
    channel.close();
  }
  if (notifications.heartbeat !== undefined) {
    const heartbeat = openHeartbeat(notifications.heartbeat);
    channels.push({ channel: 'heartbeat', error: await errorOf(() => heartbeat.beat()) });
    heartbeat.close();
  }
  terminal.result({ channels }, () =>
    channels.map(({ channel, error }) => `${channel}: ${error ?? 'has taken the test message'}`).join('\n'),
  );
  return channels.every(({ error }) => error === null) ? EXIT.ok : EXIT.failed;
}

async function errorOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function testMessage(deployment: string, timeZone: string): Message {
  const condition = {
    kind: 'waiting' as const,
    key: 'test',
    systemId: deployment,
    title: 'This is a test message',
    message: 'Somebody tries whether messages of traede-sync arrive.',
    remedy: 'Nothing is to be done.',
    members: [],
    count: 0,
    since: null,
    link: null,
    command: 'traede-sync status',
    isNew: true,
  };
  return {
    id: randomUUID().replaceAll('-', ''),
    deployment,
    timeZone,
    digest: { kind: 'news', conditions: [condition], over: [], recent: [] },
  };
}
