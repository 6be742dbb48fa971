import { z } from 'zod';
import type { EmailOptions } from '../notifications/email';
import type { HeartbeatOptions } from '../notifications/heartbeat';
import type { WebhookOptions } from '../notifications/webhook';
import { WEBHOOK_FORMATS } from '../notifications/webhook-bodies';
import { milliseconds } from './duration';
import { variable, type Environment } from './environment';
import { ConfigError } from './errors';
import { duration } from './fields';

/** `notifications:` of the configuration file: who is told when something needs a person. */

/** Name of an installation where none is given. */
export const DEFAULT_DEPLOYMENT = 'traede-erp-sync';

const channelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and -')
  .optional()
  .describe(
    'Name of the channel; what was told is remembered by it. Default: slack, teams, webhook or email',
  );

const allowPrivateAddresses = z
  .boolean()
  .default(false)
  .describe(
    'Whether the address may lead into a private network or to this machine. Default: public addresses only',
  );

const webhookSchema = z.strictObject({
  webhook: z
    .strictObject({
      name: channelName,
      urlVariable: z
        .string()
        .min(1)
        .describe(
          'Environment variable that holds the address; it is a secret, and never written into this file',
        ),
      format: z
        .enum(WEBHOOK_FORMATS)
        .describe('Form of the body: for Slack, for Teams, or JSON for a program of yours'),
      allowPrivateAddresses,
    })
    .describe('A webhook: messages are posted to it'),
});

const emailSchema = z.strictObject({
  email: z
    .strictObject({
      name: channelName,
      host: z.string().min(1).describe('Name of the mail server'),
      port: z.number().int().min(1).max(65_535).optional().describe('Default: 465 with tls, else 587'),
      security: z
        .enum(['tls', 'starttls', 'none'])
        .default('starttls')
        .describe('How the connection is encrypted; none only for a mail server on the same machine'),
      userVariable: z
        .string()
        .min(1)
        .optional()
        .describe('Environment variable that holds the user. Default: no login'),
      passwordVariable: z.string().min(1).optional().describe('Environment variable that holds the password'),
      from: z.email().describe('Address of the sender'),
      to: z.array(z.email()).min(1).max(50).describe('Addresses of the recipients'),
    })
    .describe('E-mail by SMTP'),
});

export const notificationsSchema = z.strictObject({
  deployment: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,60}$/, 'letters, digits, _ . -')
    .default(DEFAULT_DEPLOYMENT)
    .describe('Name of this installation, as it stands in messages and in the schedule notify:<deployment>'),
  every: duration
    .default('15m')
    .describe('How often is looked; at most one message to each channel in this time'),
  silentAfter: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(3)
    .describe('Intervals of a schedule without a successful run, after which people are told'),
  outageAfter: duration
    .default('15m')
    .describe('How long TRAEDE, the ERP or the database may be away before people are told'),
  heartbeat: z
    .strictObject({
      urlVariable: z
        .string()
        .min(1)
        .describe('Environment variable that holds the address of the watcher; it is a secret'),
      allowPrivateAddresses,
    })
    .optional()
    .describe(
      'A sign of life after each look, posted to a watcher outside (such as healthchecks.io), which tells you when it stays away',
    ),
  channels: z
    .array(z.union([webhookSchema, emailSchema]))
    .min(1)
    .max(10)
    .describe('Where people are told; each channel remembers for itself what it was told'),
});

export type NotificationsFile = z.output<typeof notificationsSchema>;

/** File and environment joined. */
export interface NotificationsConfig {
  readonly deployment: string;
  readonly everyMs: number;
  readonly silentAfter: number;
  readonly outageAfterMs: number;
  readonly channels: readonly ChannelConfig[];
  readonly heartbeat: HeartbeatOptions | undefined;
}

export type ChannelConfig =
  | { readonly kind: 'webhook'; readonly options: WebhookOptions }
  | { readonly kind: 'email'; readonly options: EmailOptions };

/** @throws {ConfigError} a variable is missing or unfit, or two channels have one name */
export function toNotifications(file: NotificationsFile, environment: Environment): NotificationsConfig {
  const { deployment, every, silentAfter, outageAfter } = file;
  const channels = file.channels.map((channel) =>
    'webhook' in channel ? toWebhook(channel.webhook, environment) : toEmail(channel.email, environment),
  );
  const names = channels.map(({ options }) => options.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new ConfigError(
      `two channels of notifications are called "${double}": give each a name of its own`,
    );
  }
  return {
    deployment,
    everyMs: milliseconds(every),
    silentAfter,
    outageAfterMs: milliseconds(outageAfter),
    channels,
    heartbeat: file.heartbeat === undefined ? undefined : toHeartbeat(file.heartbeat, environment),
  };
}

type WebhookFile = z.output<typeof webhookSchema>['webhook'];
type EmailFile = z.output<typeof emailSchema>['email'];

type HeartbeatFile = Exclude<NotificationsFile['heartbeat'], undefined>;

function toHeartbeat({ urlVariable, ...reach }: HeartbeatFile, environment: Environment): HeartbeatOptions {
  return { url: addressOf(environment, urlVariable, 'address of the watcher'), urlVariable, ...reach };
}

function toWebhook(file: WebhookFile, environment: Environment): ChannelConfig {
  const { name, urlVariable, format, allowPrivateAddresses } = file;
  const url = addressOf(environment, urlVariable, 'address of a webhook');
  const usual = format === 'generic' ? 'webhook' : format;
  return {
    kind: 'webhook',
    options: { name: name ?? usual, url, urlVariable, format, allowPrivateAddresses },
  };
}

function toEmail(file: EmailFile, environment: Environment): ChannelConfig {
  const { name, host, port, security, userVariable, passwordVariable, from, to } = file;
  if ((userVariable === undefined) !== (passwordVariable === undefined)) {
    throw new ConfigError('e-mail notifications want userVariable and passwordVariable, or neither');
  }
  const secret = (variableName: string | undefined, what: string): string | undefined =>
    variableName === undefined ? undefined : valueOf(environment, variableName, `${what} of the mail server`);
  const user = secret(userVariable, 'user');
  const password = secret(passwordVariable, 'password');
  const usualPort = security === 'tls' ? 465 : 587;
  return {
    kind: 'email',
    options: { name: name ?? 'email', host, port: port ?? usualPort, security, user, password, from, to },
  };
}

function valueOf(environment: Environment, name: string, what: string): string {
  const value = variable(environment, name);
  if (value !== undefined) return value;
  throw new ConfigError(`the ${what} for notifications is missing: set the environment variable ${name}`);
}

function addressOf(environment: Environment, urlVariable: string, what: string): string {
  const url = valueOf(environment, urlVariable, what);
  if (isWebAddress(url)) return url;
  throw new ConfigError(`${urlVariable} does not hold an http(s) address without user and password`);
}

function isWebAddress(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text);
    return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
  } catch {
    return false;
  }
}
