import type { Pool } from 'pg';

/** One way to people, of one deployment. */
export interface ChannelKey {
  readonly deployment: string;
  readonly channel: string;
}

/** What the record remembers of a channel; the JSON is notifications' own. */
export interface NotifiedRow {
  readonly told: unknown;
  /** Of the last message that was taken; null before the first. */
  readonly sentId: string | null;
  /** Of a message that is to be sent; null when none is. */
  readonly pendingId: string | null;
}

export async function loadNotified(pool: Pool, { deployment, channel }: ChannelKey): Promise<NotifiedRow> {
  const { rows } = await pool.query<{ told: string; sent_id: string | null; pending_id: string | null }>(
    'select told, sent_id, pending_id from delivery.notified where deployment = $1 and channel = $2',
    [deployment, channel],
  );
  const [row] = rows;
  return row === undefined
    ? { told: [], sentId: null, pendingId: null }
    : { told: JSON.parse(row.told) as unknown, sentId: row.sent_id, pendingId: row.pending_id };
}

/** Keeps what a look found: the memory, and the message that is to be sent. One that was not sent yet is outdated by it. */
export async function keepLook(
  pool: Pool,
  { deployment, channel }: ChannelKey,
  { told, pending }: { readonly told: unknown; readonly pending: PendingMessage | undefined },
): Promise<void> {
  await pool.query(
    `insert into delivery.notified (deployment, channel, told, pending_id, pending) values ($1, $2, $3, $4, $5)
     on conflict (deployment, channel) do update
       set told = excluded.told, pending_id = excluded.pending_id, pending = excluded.pending, looked_at = now()`,
    [
      deployment,
      channel,
      JSON.stringify(told),
      pending?.id ?? null,
      pending === undefined ? null : JSON.stringify(pending.content),
    ],
  );
}

export interface PendingMessage {
  readonly id: string;
  readonly content: unknown;
}

/** The content of the message with this id; `undefined` when it was sent, or outdated by a newer one. */
export async function pendingMessage(
  pool: Pool,
  { deployment, channel }: ChannelKey,
  id: string,
): Promise<unknown> {
  const { rows } = await pool.query<{ pending: string }>(
    'select pending from delivery.notified where deployment = $1 and channel = $2 and pending_id = $3',
    [deployment, channel, id],
  );
  return rows[0] === undefined ? undefined : (JSON.parse(rows[0].pending) as unknown);
}

/** The message was taken: from now on `told` is what the channel knows. */
export async function recordSent(
  pool: Pool,
  { deployment, channel }: ChannelKey,
  id: string,
  told: unknown,
): Promise<void> {
  await pool.query(
    `update delivery.notified
     set told = $4, sent_id = $3, sent_at = now(), pending_id = null, pending = null
     where deployment = $1 and channel = $2 and pending_id = $3`,
    [deployment, channel, id, JSON.stringify(told)],
  );
}
