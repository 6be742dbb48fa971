import { BlockList, isIP, isIPv6 } from 'node:net';

/**
 * Where connections may lead. `private-too`: an ERP or its gateway often stands in the private network. `public-only`: what
 * is posted to a service outside has no business with machines inside.
 */
export type AllowedAddresses = 'private-too' | 'public-only';

/**
 * Nothing that we call lives there: this host under no address of its own, link-local addresses (where clouds serve the
 * machine's credentials), and clouds' other addresses of that kind, multicast and what is reserved.
 */
const NEVER = [
  '0.0.0.0/8',
  '169.254.0.0/16',
  '100.100.100.200/32', // Alibaba Cloud
  '168.63.129.16/32', // Azure
  '192.0.0.192/32', // Oracle Cloud
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128', // AWS
  'fd20:ce::254/128', // Google Cloud
] as const;

/** This machine, private networks, and what the internet does not carry. */
const PRIVATE = [
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::1/128',
  '64:ff9b:1::/48',
  '2001::/32', // Teredo: leads to an IPv4 address that it hides
  '2001:db8::/32',
  'fc00::/7',
  'fec0::/10',
] as const;

/** Prefixes of IPv6 addresses that stand for IPv4 ones: a translator (NAT64) would carry us there. */
const TRANSLATED = '64:ff9b::';
const TRANSLATED_BITS = 96;
/** Of the prefix 2002::, behind which 6to4 writes the IPv4 address. */
const SIX_TO_FOUR_BITS = 16;

const never = blockList(NEVER);
const notPublic = blockList([...NEVER, ...PRIVATE]);

/** Whether a connection may go to this IP address. */
export function isAllowedAddress(address: string, allowed: AllowedAddresses): boolean {
  const [bare = ''] = address.split('%', 1); // without the zone: fe80::1%eth0
  const refused = allowed === 'public-only' ? notPublic : never;
  return isIP(bare) !== 0 && !refused.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

/** Node's list finds IPv4 networks in `::ffff:…` by itself. */
function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    const bits = Number(prefix);
    if (isIPv6(address)) list.addSubnet(address, bits, 'ipv6');
    else {
      list.addSubnet(address, bits, 'ipv4');
      list.addSubnet(`${TRANSLATED}${address}`, TRANSLATED_BITS + bits, 'ipv6');
      list.addSubnet(sixToFour(address), SIX_TO_FOUR_BITS + bits, 'ipv6');
    }
  }
  return list;
}

/** `10.1.2.3` → `2002:a01:203::`, by which 6to4 reaches it. */
function sixToFour(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `2002:${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}::`;
}
