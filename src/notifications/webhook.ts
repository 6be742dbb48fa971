import { codeInBrackets, isAddressRefused, isTooLarge, openHttpPool, startDeadline } from '../http/pool';
import { redact } from '../redact';
import { addressRefused, ChannelError, type Channel, type ReachOptions } from './channel';
import { webhookBody, type WebhookFormat } from './webhook-bodies';

export interface WebhookOptions extends ReachOptions {
  readonly name: string;
  /** A secret: whoever has it can write into the chat. */
  readonly url: string;
  /** The variable that holds it, for messages. */
  readonly urlVariable: string;
  readonly format: WebhookFormat;
}

/** Chats answer within a second or two. */
const REQUEST_TIMEOUT_MS = 15_000;
/** `ok`, or an error in a few words; whoever sends more is no webhook. */
const MAX_ANSWER_BYTES = 64 * 1_024;
/** An answer is quoted up to here. */
const MAX_QUOTED_LENGTH = 100;
/** Not now, as opposed to never. */
const PASSING_STATUSES = [408, 425, 429];

/** Posts messages to a webhook: http or https only, to public addresses, no redirect, certificates are checked. */
export function openWebhook(options: WebhookOptions): Channel {
  const { name, url, urlVariable, format, allowPrivateAddresses } = options;
  const pool = openHttpPool({
    maxSockets: 1,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    idleSocketMs: REQUEST_TIMEOUT_MS,
    addresses: allowPrivateAddresses === true ? 'private-too' : 'public-only',
  });
  const what = `The webhook of the channel "${name}"`;
  return {
    name,
    async send(message, signal) {
      const deadline = startDeadline(REQUEST_TIMEOUT_MS, signal);
      try {
        const { status, data } = await pool.instance.post<string>(
          url,
          JSON.stringify(webhookBody(format, message)),
          {
            headers: { 'Content-Type': 'application/json; charset=utf-8', 'Idempotency-Key': message.id },
            signal: deadline.signal,
          },
        );
        if (status < 200 || status >= 300) throw refused(what, urlVariable, status, quoted(data, url));
      } catch (error) {
        if (error instanceof ChannelError) throw error;
        if (isAddressRefused(error)) throw addressRefused(what, urlVariable);
        // It was taken, whatever follows.
        if (isTooLarge(error))
          throw new ChannelError(`${what} answers with far too much: check ${urlVariable}.`, { final: true });
        throw new ChannelError(`${what} does not answer${codeInBrackets(error)}.`, { final: false });
      } finally {
        deadline.end();
      }
    },
    close: pool.close,
  };
}

function refused(what: string, urlVariable: string, status: number, answer: string): ChannelError {
  const said = answer === '' ? '' : ` "${answer}"`;
  if (status >= 500 || PASSING_STATUSES.includes(status)) {
    return new ChannelError(`${what} cannot take messages just now: it answered ${status}${said}.`, {
      final: false,
    });
  }
  const redirect = status < 400 ? ', which is a redirect and not followed' : '';
  return new ChannelError(
    `${what} refuses the message: it answered ${status}${said}${redirect}. Check the address in ${urlVariable}.`,
    {
      final: true,
    },
  );
}

/** Without the address and its parts: some servers quote what was asked of them. */
function quoted(answer: unknown, url: string): string {
  if (typeof answer !== 'string') return '';
  const { pathname, search } = new URL(url);
  const parts = pathname.split('/').filter((part) => part.length > 5);
  return redact(answer, [url, pathname, search, ...parts], MAX_QUOTED_LENGTH);
}
