import type { Pool } from 'pg';
import { ChannelError, type Channel } from './channel';
import { conditionsOf, type Thresholds } from './conditions';
import type { Facts } from './facts';
import type { Heartbeat } from './heartbeat';
import { isWaitedFor, loadDigest, prepareDigest, rememberSent } from './memory';

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
  /** How long something must be gone before it counts as over. */
  readonly calmMs: number;
  readonly heartbeat?: Heartbeat | undefined;
}

/** A run's page shows the first few. */
const MAX_TITLES = 10;

export function createNotifier(options: NotifierOptions): Notifier {
  const { deployment, channels, thresholds, pool, timeZone, look, calmMs, heartbeat } = options;
  return {
    deployment,
    async prepare() {
      const facts = await look();
      const conditions = conditionsOf(facts, thresholds);
      const prepared: PreparedDigest[] = [];
      let areAllReached = true;
      for (const { name: channel } of channels) {
        const key = { deployment, channel };
        if (await isWaitedFor(pool, key)) areAllReached = false;
        const pending = await prepareDigest(pool, key, conditions, { now: facts.now, calmMs });
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
      if (areAllReached) await signOfLife(heartbeat);
      return prepared;
    },
    async send({ channel, digestId }, signal) {
      const key = { deployment, channel };
      const target = channels.find(({ name }) => name === channel);
      const digest = await loadDigest(pool, key, digestId);
      if (target === undefined || digest === undefined) return 'outdated';
      try {
        await target.send({ id: digestId, deployment, timeZone, digest }, signal);
      } catch (error) {
        if (error instanceof ChannelError && error.isTaken) await rememberSent(pool, key, digestId, digest);
        throw error;
      }
      await rememberSent(pool, key, digestId, digest);
      return 'sent';
    },
    close() {
      for (const channel of channels) channel.close();
      heartbeat?.close();
    },
  };
}

/**
 * Given while somebody looks, and every message that was due has reached its channel: else the watcher outside speaks up.
 * One that does not take it will do the same; nothing here waits for it.
 */
async function signOfLife(heartbeat: Heartbeat | undefined): Promise<void> {
  try {
    await heartbeat?.beat();
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
  }
}
