import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { Environment } from '../../src/config/environment';
import { connectClient, temporalFromEnvironment } from '../../src/temporal/connection';
import { registerSearchAttributes, searchAttributeState } from '../../src/temporal/search-attributes';
import { START_TIMEOUT_MS, startTemporalServer } from '../support/temporal';
import { makeAuthority, type Authority, type Certificate } from './certificates';
import { startTlsProxy, type TlsProxyOptions } from './tls-proxy';
import type { Listening } from '../support/listening';

const API_KEY = 'canary-api-key-5e1f';
/** gRPC's codes. */
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;
/** Far above what a busy machine needs. A certificate that is wrong must be told long before. */
const TIMEOUT_MS = 10_000;

const folder = mkdtempSync(join(tmpdir(), 'traede-cloud-'));
const proxies: Listening[] = [];
let server: TestWorkflowEnvironment;
let authority: Authority;
let certificate: Certificate;
let client: Certificate;
let other: Authority;
/** TLS alone, mutual TLS, API keys. */
let [plain, mutual, keyed] = ['', '', ''];

beforeAll(async () => {
  server = await startTemporalServer(['--namespace', 'bare', '--namespace', 'ready']);
  await registerSearchAttributes(server.client, 'default');
  await registerSearchAttributes(server.client, 'ready');
  authority = makeAuthority(folder, 'authority');
  other = makeAuthority(folder, 'other');
  certificate = authority.issue('server');
  client = authority.issue('client');
  plain = await proxy({});
  mutual = await proxy({ clientAuthority: authority.certificate });
  keyed = await proxy({ refuse: asCloud });
}, START_TIMEOUT_MS);
afterAll(async () => {
  for (const one of proxies) await one.close();
  await server.teardown();
  rmSync(folder, { recursive: true });
});

async function proxy(options: Partial<TlsProxyOptions>): Promise<string> {
  const started = await startTlsProxy({ target: server.address, server: certificate, ...options });
  proxies.push(started);
  return started.address;
}

/** As Temporal Cloud: only who has the key, and nobody registers or lists search attributes. */
const asCloud: NonNullable<TlsProxyOptions['refuse']> = (headers) => {
  if (headers.authorization !== `Bearer ${API_KEY}`) return UNAUTHENTICATED;
  return headers[':path']?.includes('OperatorService') === true ? PERMISSION_DENIED : undefined;
};

function trusting(address: string, more: Environment = {}): Environment {
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.certificate,
    ...more,
  };
}

function showing({ certificate: path, key }: Certificate): Environment {
  return { TEMPORAL_TLS_CLIENT_CERT_PATH: path, TEMPORAL_TLS_CLIENT_KEY_PATH: key };
}

/** What a client says that cannot connect; a client that can says that it did. */
async function told(environment: Environment, timeoutMs = TIMEOUT_MS): Promise<string> {
  const temporal = temporalFromEnvironment(environment);
  if (temporal === undefined) return 'no Temporal is named';
  try {
    const connected = await connectClient(temporal, { timeoutMs });
    await connected.close();
    return 'connected';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A worker connects by other code than a client. */
async function workerConnects(environment: Environment): Promise<void> {
  const temporal = temporalFromEnvironment(environment);
  const connection = await NativeConnection.connect(temporal?.connection ?? {});
  await connection.workflowService.describeNamespace({ namespace: temporal?.namespace ?? '' });
  await connection.close();
}

describe('TLS', () => {
  it('with the authority named, for clients and workers', async () => {
    expect(await told(trusting(plain))).toBe('connected');
    await workerConnects(trusting(plain));
  });

  it('by a name that stands in the certificate', async () => {
    const named = { TEMPORAL_TLS_SERVER_NAME: 'temporal.internal' };
    expect(await told(trusting(plain, named))).toBe('connected');
    await workerConnects(trusting(plain, named));
    expect(await told(trusting(plain, { TEMPORAL_TLS_SERVER_NAME: 'elsewhere.example' }))).toMatch(
      /is for another name than elsewhere\.example; correct TEMPORAL_ADDRESS, or .*TEMPORAL_TLS_SERVER_NAME/,
    );
  });

  it('an authority that is not trusted is told at once', async () => {
    const startedAt = Date.now();
    const message = await told({ TEMPORAL_ADDRESS: plain, TEMPORAL_TLS: 'true' });
    expect(message).toMatch(
      /not trusted here \(.*\); name the authority .* TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
    );
    expect(await told(trusting(plain, { TEMPORAL_TLS_SERVER_CA_CERT_PATH: other.certificate }))).toMatch(
      /not trusted here/,
    );
    expect(Date.now() - startedAt).toBeLessThan(TIMEOUT_MS);
  });

  it('a certificate that has expired', async () => {
    const expired = await proxy({ server: authority.issue('expired', -1) });
    expect(await told(trusting(expired))).toMatch(/has expired; whoever runs the server must renew it/);
  });

  it('a server without it', async () => {
    expect(await told(trusting(server.address))).toMatch(/speaks no TLS; correct TEMPORAL_ADDRESS, or unset/);
  });

  it('nobody there', async () => {
    const temporal = temporalFromEnvironment(trusting('127.0.0.1:1'));
    if (temporal === undefined) throw new Error('an address names a Temporal');
    await expect(connectClient(temporal, { timeoutMs: 500 })).rejects.toThrow(
      /does not answer at 127\.0\.0\.1:1 within 0\.5 s; start it, or correct TEMPORAL_ADDRESS/,
    );
  });
});

describe('mutual TLS', () => {
  it('with a certificate of ours, for clients and workers', async () => {
    expect(await told(trusting(mutual, showing(client)))).toBe('connected');
    await workerConnects(trusting(mutual, showing(client)));
  });

  it('by a profile of a file', async () => {
    const file = join(folder, 'temporal.toml');
    const tls = `client_cert_path = "${client.certificate}"\nclient_key_path = "${client.key}"\nserver_ca_cert_path = "${authority.certificate}"`;
    const profile = `address = "${mutual}"\nnamespace = "ready"`;
    writeFileSync(file, `[profile.production]\n${profile}\n[profile.production.tls]\n${tls}\n`);
    const environment = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'production' };
    expect(await told(environment)).toBe('connected');
    expect(temporalFromEnvironment(environment)?.namespace).toBe('ready');
    expect(() => temporalFromEnvironment({ ...environment, TEMPORAL_PROFILE: 'prodction' })).toThrow(
      /Profile 'prodction' not found in config data; check TEMPORAL_PROFILE/,
    );
  });

  it('without one', async () => {
    expect(await told(trusting(mutual))).toMatch(
      /wants a client certificate; name a valid one.* TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH/,
    );
  });

  it('with one of another authority, or one that has expired', async () => {
    // Node's servers say nothing; Go's, as Temporal's own, send an alert.
    const refused =
      /(does not accept our|may not accept our|our) client certificate.*TEMPORAL_TLS_CLIENT_CERT_PATH/;
    expect(await told(trusting(mutual, showing(other.issue('client'))), 1_000)).toMatch(refused);
    expect(await told(trusting(mutual, showing(authority.issue('late', -1))), 1_000)).toMatch(refused);
  });

  it('with the key of another certificate', async () => {
    const swapped = { certificate: client.certificate, key: certificate.key };
    expect(await told(trusting(mutual, showing(swapped)))).toMatch(/key do not belong together/);
  });
});

describe('an API key', () => {
  it('from a file, for clients and workers', async () => {
    const file = join(folder, 'api-key');
    writeFileSync(file, `${API_KEY}\n`);
    const environment = trusting(keyed, { TEMPORAL_API_KEY_FILE: file });
    expect(await told(environment)).toBe('connected');
    await workerConnects(environment);
  });

  it('that is wrong is not repeated', async () => {
    const message = await told(trusting(keyed, { TEMPORAL_API_KEY: 'canary-wrong-key-88' }));
    expect(message).toMatch(/does not accept the API key \(TEMPORAL_API_KEY\); check that it is valid/);
    expect(message).not.toContain('canary');
  });

  it('that is missing', async () => {
    expect(await told(trusting(keyed))).toMatch(
      /does not accept a client without credentials \(set TEMPORAL_API_KEY, or/,
    );
  });

  it('never goes out in clear text, but to a proxy on this machine', () => {
    const environment = { TEMPORAL_API_KEY: API_KEY, TEMPORAL_TLS: 'false' };
    expect(() => temporalFromEnvironment({ ...environment, TEMPORAL_ADDRESS: 'acme.example:7233' })).toThrow(
      /would go to acme\.example:7233 in clear text: remove TEMPORAL_TLS=false/,
    );
    expect(
      temporalFromEnvironment({ ...environment, TEMPORAL_ADDRESS: '127.0.0.1:7233' })?.connection.apiKey,
    ).toBe(API_KEY);
  });
});

it('a namespace that is not there', async () => {
  expect(await told(trusting(plain, { TEMPORAL_NAMESPACE: 'prodction' }))).toMatch(
    /has no namespace "prodction"; correct TEMPORAL_NAMESPACE, or make it/,
  );
});

it('a namespace that the key may not use', async () => {
  const closed = await proxy({
    refuse: (headers) => (headers[':path']?.includes('DescribeNamespace') === true ? 7 : undefined),
  });
  expect(await told(trusting(closed, { TEMPORAL_API_KEY: API_KEY }))).toMatch(
    /does not let the API key .* use the namespace default; give it the right to write there/,
  );
});

describe('search attributes where nobody may register them', () => {
  it('are taken as they are', async () => {
    const connection = await connected('ready');
    await registerSearchAttributes(connection.client, 'ready');
    expect(await searchAttributeState(connection.client, 'ready')).toEqual({ missing: [], ofOtherType: [] });
    await connection.close();
  });

  it('are told with the commands that create them', async () => {
    const connection = await connected('bare');
    await expect(registerSearchAttributes(connection.client, 'bare')).rejects.toThrow(
      /tcld namespace search-attributes add --namespace bare --search-attribute "SyncStatus=Keyword".*"DocumentId=Int"/,
    );
    await connection.close();
  });

  async function connected(namespace: string) {
    const environment = trusting(keyed, { TEMPORAL_API_KEY: API_KEY, TEMPORAL_NAMESPACE: namespace });
    const temporal = temporalFromEnvironment(environment);
    if (temporal === undefined) throw new Error('an address names a Temporal');
    return connectClient(temporal);
  }
});

describe('what is configured wrong is told before anything is connected', () => {
  it.each<[string, Environment, RegExp]>([
    ['half a pair', { TEMPORAL_TLS_CLIENT_CERT_PATH: 'c.pem' }, /set TEMPORAL_TLS_CLIENT_KEY_PATH as well/],
    [
      'a file that is not there',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere/ca.pem' },
      /the file \/nowhere\/ca\.pem cannot be read/,
    ],
    [
      'certificates unchecked',
      { TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'true' },
      /certificates are always checked: unset/,
    ],
    [
      'a path and data',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'a', TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'b' },
      /Cannot specify both server_ca_cert_path and server_ca_cert_data/,
    ],
  ])('%s', (_, environment, message) => {
    expect(() => temporalFromEnvironment({ TEMPORAL_ADDRESS: 'a:1', ...environment })).toThrow(message);
  });

  it('a file that is no TOML, without what stands in it', () => {
    const file = join(folder, 'broken.toml');
    writeFileSync(file, `[profile.default]\napi_key = ${API_KEY}\n`);
    const read = (): unknown => temporalFromEnvironment({ TEMPORAL_CONFIG_FILE: file });
    expect(read).toThrow(/check TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE/);
    expect(read).not.toThrow(/canary/);
  });

  it('empty variables count as unset', () => {
    const temporal = temporalFromEnvironment({
      TEMPORAL_ADDRESS: 'a:1',
      TEMPORAL_API_KEY: '',
      TEMPORAL_TLS: '',
    });
    expect(temporal?.connection.apiKey).toBeUndefined();
    expect(temporal?.connection.tls).toBeUndefined();
    expect(temporalFromEnvironment({ TEMPORAL_ADDRESS: ' ' })).toBeUndefined();
  });
});
