import { createTransport } from 'nodemailer';
import { ChannelError, type Channel } from './channel';
import { plainText, subjectOf, type Message } from './digest-text';
import { htmlBody } from './email-body';

export interface EmailOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte, `starttls` before anything is said, `none` in the clear. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

/** Mail servers may look at a sender for a while before they greet. */
const TIMEOUT_MS = 30_000;

/** Sends messages by SMTP; certificates are checked, and a server that offers no encryption is refused unless named so. */
export function openEmail(options: EmailOptions): Channel {
  const { name, host, port, security, user, password, from, to } = options;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
  });
  return {
    name,
    async send(message) {
      let rejected: readonly unknown[];
      try {
        ({ rejected } = await transport.sendMail({
          from,
          to: [...to],
          subject: subjectOf(message),
          text: plainText(message),
          html: htmlBody(message),
          messageId: messageId(message, from),
          headers: { 'Auto-Submitted': 'auto-generated' },
        }));
      } catch (error) {
        throw toChannelError(name, host, error);
      }
      if (rejected.length > 0) throw refusedSome(options, rejected.length);
    },
    close() {
      transport.close();
    },
  };
}

/** The same for the same message: a mailbox that gets it twice can tell. */
function messageId({ id }: Message, from: string): string {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'traede-erp-sync.invalid';
  return `<${id}@${domain}>`;
}

function refusedSome({ name, host, to }: EmailOptions, count: number): ChannelError {
  return new ChannelError(
    `The mail server ${host} of the channel "${name}" refuses ${count} of ${to.length} recipients; the others have the message. Check the addresses in \`to\`.`,
    { final: true, isTaken: true },
  );
}

/** Only the code travels: servers quote addresses in what they say. */
function toChannelError(name: string, host: string, error: unknown): ChannelError {
  const { code, responseCode, text } = partsOf(error);
  const what = `The mail server ${host} of the channel "${name}"`;
  const said = [code, ...(responseCode === undefined ? [] : [String(responseCode)])].join(', ');
  if (code === 'EAUTH') {
    return new ChannelError(`${what} refuses the login (${said}): check user and password.`, { final: true });
  }
  if (code === 'ETLS' || UNTRUSTED.test(text)) {
    return new ChannelError(
      `${what} cannot be trusted (${said}): its certificate is not valid, or it offers no encryption. Check host, port and security.`,
      { final: true },
    );
  }
  if (responseCode !== undefined && responseCode >= 500) {
    return new ChannelError(`${what} refuses the message (${said}): check sender and recipients.`, {
      final: true,
    });
  }
  return new ChannelError(`${what} does not take the message just now (${said}).`, { final: false });
}

/** Errors of TLS carry the code of the socket only. */
const UNTRUSTED = /certificate|self[- ]signed|altnames|wrong version number/i;

/** What an error of nodemailer, or of Node below it, says. */
function partsOf(error: unknown): {
  readonly code: string;
  readonly responseCode: number | undefined;
  readonly text: string;
} {
  const parts: Readonly<Record<string, unknown>> =
    typeof error === 'object' && error !== null ? { ...error } : {};
  const { code, responseCode } = parts;
  return {
    code: typeof code === 'string' && /^[A-Z_0-9]{1,60}$/.test(code) ? code : 'no code',
    responseCode: typeof responseCode === 'number' ? responseCode : undefined,
    text: String(error),
  };
}
