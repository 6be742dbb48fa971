import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { z } from 'zod';
import { keepLook, loadNotified, pendingMessage, recordSent, type ChannelKey } from '../delivery/notified';
import { CONDITION_KINDS, type Condition } from './condition';
import { newsOf, toldBy, type Digest, type LookTime } from './news';

const toldSchema = z.array(
  z.object({
    key: z.string(),
    title: z.string(),
    members: z.array(z.string()),
    count: z.int(),
    // Absent in what an older version has kept.
    goneSince: z.string().nullable().default(null),
    over: z.boolean(),
  }),
);

const digestSchema = z.object({
  kind: z.enum(['news', 'all-well']),
  conditions: z.array(
    z.object({
      kind: z.enum(CONDITION_KINDS),
      key: z.string(),
      systemId: z.string(),
      title: z.string(),
      message: z.string(),
      remedy: z.string(),
      members: z.array(z.string()),
      count: z.int(),
      since: z.string().nullable(),
      link: z.string().nullable(),
      command: z.string().nullable(),
      isNew: z.boolean(),
    }),
  ),
  over: z.array(z.string()),
  recent: toldSchema.default([]),
});

/** A digest that waits to be sent. */
export interface PendingDigest {
  readonly id: string;
  readonly digest: Digest;
}

/**
 * Compares what is wrong with what a channel was told, and keeps what follows. Called again it comes to the same end, under
 * the same id, as long as nothing was sent in between.
 */
export async function prepareDigest(
  pool: Pool,
  channel: ChannelKey,
  conditions: readonly Condition[],
  time: LookTime,
): Promise<PendingDigest | undefined> {
  const { told, sentId } = await loadNotified(pool, channel);
  const news = newsOf(conditions, toldSchema.parse(told), time);
  const pending =
    news.digest === undefined ? undefined : { id: idOf(channel, sentId, news.digest), digest: news.digest };
  await keepLook(pool, channel, {
    told: news.told,
    pending: pending === undefined ? undefined : { id: pending.id, content: pending.digest },
  });
  return pending;
}

/** Whether a message is due that the channel has not taken yet. */
export async function isWaitedFor(pool: Pool, channel: ChannelKey): Promise<boolean> {
  return (await loadNotified(pool, channel)).pendingId !== null;
}

/** The digest with this id; `undefined` when it was sent already, or a newer one took its place. */
export async function loadDigest(pool: Pool, channel: ChannelKey, id: string): Promise<Digest | undefined> {
  const content = await pendingMessage(pool, channel, id);
  return content === undefined ? undefined : digestSchema.parse(content);
}

export async function rememberSent(
  pool: Pool,
  channel: ChannelKey,
  id: string,
  digest: Digest,
): Promise<void> {
  await recordSent(pool, channel, id, toldBy(digest));
}

/**
 * Follows from what is told and from the message before: the same message sent twice has one id, the same trouble next
 * month another.
 */
function idOf(
  { deployment, channel }: ChannelKey,
  sentId: string | null,
  { kind, conditions, over }: Digest,
): string {
  const content = conditions.map(({ key, members, count }) => [key, members, count]);
  return createHash('sha256')
    .update(JSON.stringify([deployment, channel, sentId, kind, content, over]))
    .digest('hex')
    .slice(0, 32);
}
