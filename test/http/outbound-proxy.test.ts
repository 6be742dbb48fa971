import { ConfigError } from '../../src/config/errors';
import { proxiesOf, proxyFor } from '../../src/http/outbound-proxy';

const PROXIES = { HTTPS_PROXY: 'http://secure.proxy:3128', HTTP_PROXY: 'http://plain.proxy:3128' };
const proxyOf = (target: string, environment: Readonly<Record<string, string>>): string | undefined =>
  proxyFor(new URL(target), proxiesOf(environment))?.hostname;

describe('the proxy of a call', () => {
  it('goes by the scheme of the address that is called', () => {
    expect(proxyOf('https://api.traede.com/x', PROXIES)).toBe('secure.proxy');
    expect(proxyOf('http://erp.internal/x', PROXIES)).toBe('plain.proxy');
    expect(proxyOf('http://erp.internal/x', { HTTPS_PROXY: PROXIES.HTTPS_PROXY })).toBeUndefined();
    expect(proxyOf('https://api.traede.com/x', {})).toBeUndefined();
    expect(proxyOf('https://api.traede.com/x', { HTTPS_PROXY: ' ' })).toBeUndefined();
  });

  it('is read in small letters too, which win; without a scheme it is http', () => {
    expect(proxyOf('https://api.traede.com/x', { https_proxy: 'small.proxy:3128' })).toBe('small.proxy');
    expect(proxyOf('https://api.traede.com/x', { ...PROXIES, https_proxy: 'http://small.proxy' })).toBe(
      'small.proxy',
    );
    expect(proxyOf('https://api.traede.com/x', { ...PROXIES, no_proxy: 'traede.com' })).toBeUndefined();
  });

  it.each(['http://localhost:4010', 'http://127.0.0.1:4010', 'http://[::1]/', 'http://demo.localhost'])(
    'is never asked for %s, which is this machine',
    (target) => {
      expect(proxyOf(target, PROXIES)).toBeUndefined();
    },
  );

  it.each([
    ['*', 'https://api.traede.com', true],
    ['api.traede.com', 'https://api.traede.com', true],
    ['API.Traede.com', 'https://api.traede.com', true],
    ['traede.com', 'https://api.traede.com', true],
    ['traede.com', 'https://nottraede.com', false],
    ['.traede.com', 'https://api.traede.com', true],
    ['.traede.com', 'https://traede.com', false],
    ['*.traede.com', 'https://api.traede.com', true],
    ['other.example, api.traede.com', 'https://api.traede.com', true],
    ['api.traede.com:443', 'https://api.traede.com', true],
    ['api.traede.com:8443', 'https://api.traede.com', false],
    ['api.traede.com:8443', 'https://api.traede.com:8443', true],
    ['10.1.2.3', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://10.1.2.3', true],
    ['10.0.0.0/8', 'http://11.1.2.3', false],
    ['10.0.0.0/8', 'http://ten.example', false],
    ['10.0.0.0/99', 'http://10.1.2.3', false],
    ['fd00::/8', 'http://[fd00::7]:8080', true],
    ['fd00::7', 'http://[fd00::7]:8080', true],
    ['[fd00::7]:8080', 'http://[fd00::7]:8080', true],
    ['2.3', 'http://10.1.2.3', false],
    ['', 'https://api.traede.com', false],
  ])('NO_PROXY=%s, %s: excepted %s', (exceptions, target, excepted) => {
    expect(proxyOf(target, { ...PROXIES, NO_PROXY: exceptions }) === undefined).toBe(excepted);
  });

  it.each(['socks5://canary:canary@proxy:1080', 'http://', 'ht tp://canary@x'])(
    'that is none we know is refused by the name of its variable',
    (proxy) => {
      const find = (): unknown => proxiesOf({ HTTPS_PROXY: proxy });
      expect(find).toThrow(ConfigError);
      expect(find).toThrow('HTTPS_PROXY');
      expect(find).not.toThrow(/canary/);
    },
  );
});
