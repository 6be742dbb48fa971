import type { Message } from './digest-text';

/** A way to people. */
export interface Channel {
  /** Stable: what was told is remembered by it. */
  readonly name: string;
  /**
   * Sends the message; returns when the other side has taken it.
   * @throws {ChannelError} it was not taken, or it is not known whether it was
   */
  send(message: Message, signal?: AbortSignal): Promise<void>;
  close(): void;
}

/** Where an address that somebody configured may lead. */
export interface ReachOptions {
  /** Into private networks and this machine too; default: only to public addresses. */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** What is wrong with an address that is not called. */
export function addressRefused(what: string, urlVariable: string): ChannelError {
  return new ChannelError(
    `${what} leads to an address that is not public, and was not called. Correct ${urlVariable}, or set allowPrivateAddresses where a private network is meant; link-local addresses are never called.`,
    { final: true },
  );
}

/** A message did not get through; the text names the channel and the remedy, no address and no secret. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** Trying again cannot help until somebody mends the configuration. */
  readonly final: boolean;
  /** Some have the message all the same: it is not to be sent again. */
  readonly isTaken: boolean;

  constructor(message: string, options: { readonly final: boolean; readonly isTaken?: boolean }) {
    super(message);
    this.final = options.final;
    this.isTaken = options.isTaken ?? false;
  }
}
