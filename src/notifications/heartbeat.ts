import { codeInBrackets, isAddressRefused, openHttpPool, startDeadline } from '../http/pool';
import { addressRefused, ChannelError, type ReachOptions } from './channel';

export interface HeartbeatOptions extends ReachOptions {
  /** A secret: whoever has it can say in our name that all is well. */
  readonly url: string;
  /** The variable that holds it, for messages. */
  readonly urlVariable: string;
}

/** A sign of life to a watcher outside, which tells people when it stays away: nobody else could tell that we are dead. */
export interface Heartbeat {
  /** @throws {ChannelError} the watcher did not take it */
  beat(signal?: AbortSignal): Promise<void>;
  close(): void;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** Watchers answer `OK`. */
const MAX_ANSWER_BYTES = 64 * 1_024;

/** Posts an empty body to the watcher's address: public addresses only, no redirect is followed, certificates are checked. */
export function openHeartbeat({ url, urlVariable, allowPrivateAddresses }: HeartbeatOptions): Heartbeat {
  const pool = openHttpPool({
    maxSockets: 1,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    idleSocketMs: REQUEST_TIMEOUT_MS,
    addresses: allowPrivateAddresses === true ? 'private-too' : 'public-only',
  });
  return {
    async beat(signal) {
      const deadline = startDeadline(REQUEST_TIMEOUT_MS, signal);
      try {
        const { status } = await pool.instance.post<string>(url, '', { signal: deadline.signal });
        if (status >= 200 && status < 300) return;
        throw new ChannelError(
          `The watcher of the heartbeat answered ${status}. Check the address in ${urlVariable}.`,
          { final: status < 500 },
        );
      } catch (error) {
        if (error instanceof ChannelError) throw error;
        if (isAddressRefused(error)) throw addressRefused('The watcher of the heartbeat', urlVariable);
        throw new ChannelError(`The watcher of the heartbeat does not answer${codeInBrackets(error)}.`, {
          final: false,
        });
      } finally {
        deadline.end();
      }
    },
    close: pool.close,
  };
}
