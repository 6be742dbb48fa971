import { createServer, get, Agent } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openHttpPool, isAddressRefused } from '../../src/http/pool';
import { isAllowedAddress } from '../../src/http/addresses';
import { guardedLookup, type ResolveName } from '../../src/http/guarded-lookup';
import { openWebhook } from '../../src/notifications/webhook';
import { openHeartbeat } from '../../src/notifications/heartbeat';
import { message } from '../notifications/examples';

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    'no address',
    '',
  ])('%s is never called', (address) => {
    expect(isAllowedAddress(address, 'private-too')).toBe(false);
    expect(isAllowedAddress(address, 'public-only')).toBe(false);
  });

  it.each([
    '127.0.0.1',
    '127.255.0.3',
    '10.1.2.3',
    '172.31.255.1',
    '192.168.1.1',
    '100.64.0.1',
    '::1',
    'fd12:3456::1',
    'fec0::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:a00:1::',
    '2001:0:1::',
  ])('%s is called only where private networks are meant', (address) => {
    expect(isAllowedAddress(address, 'private-too')).toBe(true);
    expect(isAllowedAddress(address, 'public-only')).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::101:101', '::ffff:1.1.1.1'])(
    '%s is public',
    (address) => {
      expect(isAllowedAddress(address, 'public-only')).toBe(true);
    },
  );
});

describe('calls to addresses that nobody means', () => {
  let calls = 0;
  const inside = createServer((_, response) => {
    calls += 1;
    response.end('credentials of the machine');
  });
  let port: number;
  beforeAll(async () => {
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    ({ port } = inside.address() as AddressInfo);
  });
  beforeEach(() => {
    calls = 0;
  });
  afterAll(async () => {
    inside.closeAllConnections();
    await new Promise((resolve) => inside.close(resolve));
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/', // the same as one number
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://[::ffff:a9fe:a9fe]/',
    'https://[fe80::1]/',
    'http://0.0.0.0:9/',
  ])('%s is refused, whoever calls', async (url) => {
    const pool = openHttpPool({ maxSockets: 1, maxAnswerBytes: 1_000, environment: {} });
    const failure: unknown = await pool.instance.get(url).catch((error: unknown) => error);
    pool.close();
    expect(isAddressRefused(failure)).toBe(true);
  });

  it.each(['localhost', '127.0.0.1', '2130706433', '[::1]'])(
    'a webhook and a heartbeat on %s are refused, with what to do, unless they are allowed by name',
    async (host) => {
      const url = `http://${host}:${port}/hook/canary-secret`;
      const hook = { name: 'chat', url, urlVariable: 'CHAT_URL', format: 'generic' as const };
      for (const channel of [openWebhook(hook), openWebhook({ ...hook, allowPrivateAddresses: false })]) {
        const sending = channel.send(message());
        await expect(sending).rejects.toMatchObject({ final: true });
        await expect(sending).rejects.toThrow(/not public.*CHAT_URL.*allowPrivateAddresses/);
        await expect(sending).rejects.not.toThrow(/canary/);
        channel.close();
      }
      const heartbeat = openHeartbeat({ url, urlVariable: 'WATCHER_URL' });
      await expect(heartbeat.beat()).rejects.toMatchObject({ final: true });
      heartbeat.close();
      expect(calls).toBe(0);
      if (host === '[::1]') return;
      const allowed = openWebhook({ ...hook, allowPrivateAddresses: true });
      await allowed.send(message());
      allowed.close();
      expect(calls).toBe(1);
    },
  );

  it('a name that turns inward after it was looked at is refused at the next connection', async () => {
    const leadsTo = { address: '127.0.0.1' };
    const rebinding: ResolveName = (_hostname, _options, found) => {
      found(null, [{ address: leadsTo.address, family: 4 }]);
    };
    const agent = new Agent({ lookup: guardedLookup('private-too', rebinding) });
    const call = (): Promise<string> =>
      new Promise((resolve) => {
        get({ host: 'rebinding.example', port, agent }, (response) => {
          response.resume().on('end', () => {
            resolve(String(response.statusCode));
          });
        }).on('error', (error) => {
          resolve('code' in error ? String(error.code) : error.message);
        });
      });
    expect(await call()).toBe('200');
    leadsTo.address = '169.254.169.254';
    expect(await call()).toBe('ERR_ADDRESS_REFUSED');
    expect(calls).toBe(1);
  });

  it('of several addresses of a name the harmless are left', () => {
    const both: ResolveName = (_hostname, _options, found) => {
      found(null, [
        { address: 'fe80::1', family: 6 },
        { address: '10.0.0.7', family: 4 },
      ]);
    };
    const answers: unknown[] = [];
    guardedLookup('private-too', both)('erp.internal', { all: true }, (...answer) => answers.push(answer));
    guardedLookup('private-too', both)('erp.internal', {}, (...answer) => answers.push(answer));
    expect(answers).toEqual([
      [null, [{ address: '10.0.0.7', family: 4 }]],
      [null, '10.0.0.7', 4],
    ]);
  });

  it('a redirect to another host is not followed', async () => {
    const redirecting = createServer((_, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
    });
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve));
    const address = redirecting.address() as AddressInfo;
    const pool = openHttpPool({ maxSockets: 1, maxAnswerBytes: 1_000, environment: {} });
    const { status } = await pool.instance.get<string>(`http://127.0.0.1:${address.port}/`);
    pool.close();
    redirecting.closeAllConnections();
    redirecting.close();
    expect(status).toBe(302);
    expect(calls).toBe(0);
  });
});
