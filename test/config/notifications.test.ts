import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '../../src/config/errors';
import { loadConfig } from '../../src/config/load';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'traede-notifications-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SECRET = 'https://hooks.example/services/T1/B1/canary-secret';

function load(notifications: string, environment: Readonly<Record<string, string>> = { HOOK: SECRET }) {
  const file = join(folder, 'sync.yaml');
  writeFileSync(file, `systems: { acme: {} }\nnotifications: ${notifications}\n`);
  return loadConfig(environment, file).notifications;
}

function refusal(notifications: string, environment?: Readonly<Record<string, string>>): string {
  try {
    load(notifications, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

const HOOK = '{ webhook: { urlVariable: HOOK, format: slack } }';

describe('notifications in the configuration', () => {
  it('are told to nobody where nothing is configured', () => {
    expect(loadConfig({ TRAEDE_SYSTEM_ID: 'acme' }).notifications).toBeUndefined();
  });

  it('have defaults, and take their secrets from the environment', () => {
    const mail = '{ email: { host: mail.example, from: a@acme.example, to: [b@acme.example] } }';
    expect(load(`{ channels: [${HOOK}, ${mail}] }`)).toEqual({
      deployment: 'traede-erp-sync',
      everyMs: 900_000,
      silentAfter: 3,
      outageAfterMs: 900_000,
      channels: [
        {
          kind: 'webhook',
          options: {
            name: 'slack',
            url: SECRET,
            urlVariable: 'HOOK',
            format: 'slack',
            allowPrivateAddresses: false,
          },
        },
        {
          kind: 'email',
          options: {
            ...{ name: 'email', host: 'mail.example', port: 587, security: 'starttls' },
            ...{ user: undefined, password: undefined, from: 'a@acme.example', to: ['b@acme.example'] },
          },
        },
      ],
    });
  });

  it.each([
    ['a variable that is not set', `{ channels: [${HOOK}] }`, {}, /set the environment variable HOOK/],
    [
      'an address of another kind',
      `{ channels: [${HOOK}] }`,
      { HOOK: 'file:///canary' },
      /HOOK does not hold an http/,
    ],
    [
      'an address with a password',
      `{ channels: [${HOOK}] }`,
      { HOOK: 'https://a:canary@b.example' },
      /HOOK does not/,
    ],
    ['two channels of one name', `{ channels: [${HOOK}, ${HOOK}] }`, undefined, /two channels .* "slack"/],
    [
      'a user without a password',
      '{ channels: [{ email: { host: h, userVariable: U, from: a@b.dk, to: [c@d.dk] } }] }',
      undefined,
      /passwordVariable/,
    ],
    ['no channel', '{ channels: [] }', undefined, /channels/],
    ['a channel of no kind', '{ channels: [{ pigeon: {} }] }', undefined, /channels\.0/],
    ['a time that is none', `{ every: often, channels: [${HOOK}] }`, undefined, /every/],
  ])('refuse %s, and quote no secret', (_, text, environment, expected) => {
    const message = refusal(text, environment);
    expect(message).toMatch(expected);
    expect(message).not.toContain('canary');
  });
});
