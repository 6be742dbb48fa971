import type { Pool } from 'pg';
import type { Channel } from './channel';
import { conditionsOf, type Thresholds } from './conditions';
import type { Facts } from './facts';
import { loadDigest, prepareDigest, rememberSent } from './memory';

/** Tells people what needs them, once for each thing, and when all is well again. */
export interface Notifier {
  readonly deployment: string;
  /** Looks around, and keeps a digest for each channel that is to hear of something. */
  prepare(): Promise<readonly PreparedDigest[]>;
  /**
   * Sends a digest and remembers it. Sends nothing that was sent already, or that a newer one has outdated. A crash
   * between sending and remembering sends it again, under the same id: at least once, and receivers can tell.
   * @throws {ChannelError}
   */
  send(digest: DigestKey, signal?: AbortSignal): Promise<'sent' | 'outdated'>;
  close(): void;
}

export interface DigestKey {
  readonly channel: string;
  readonly digestId: string;
}

/** What stands in Temporal's history: numbers, and titles of what is wrong. */
export interface PreparedDigest extends DigestKey {
  readonly kind: 'news' | 'all-well';
  readonly conditions: number;
  readonly fresh: readonly string[];
}

export interface NotifierOptions {
  readonly deployment: string;
  readonly channels: readonly Channel[];
  readonly thresholds: Thresholds;
  readonly pool: Pool;
  readonly timeZone: string;
  readonly look: () => Promise<Facts>;
}

/** A run's page shows the first few. */
const MAX_TITLES = 10;

export function createNotifier(options: NotifierOptions): Notifier {
  const { deployment, channels, thresholds, pool, timeZone, look } = options;
  return {
    deployment,
    async prepare() {
      const conditions = conditionsOf(await look(), thresholds);
      const prepared: PreparedDigest[] = [];
      for (const { name: channel } of channels) {
        const pending = await prepareDigest(pool, { deployment, channel }, conditions);
        if (pending === undefined) continue;
        const { id, digest } = pending;
        const fresh = digest.conditions.filter(({ isNew }) => isNew).map(({ title }) => title);
        prepared.push({
          channel,
          digestId: id,
          kind: digest.kind,
          conditions: digest.conditions.length,
          fresh: fresh.slice(0, MAX_TITLES),
        });
      }
      return prepared;
    },
    async send({ channel, digestId }, signal) {
      const key = { deployment, channel };
      const target = channels.find(({ name }) => name === channel);
      const digest = await loadDigest(pool, key, digestId);
      if (target === undefined || digest === undefined) return 'outdated';
      await target.send({ id: digestId, deployment, timeZone, digest }, signal);
      await rememberSent(pool, key, digestId, digest);
      return 'sent';
    },
    close() {
      for (const channel of channels) channel.close();
    },
  };
}
