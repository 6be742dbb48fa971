import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isAllowedAddress, type AllowedAddresses } from './addresses';

/** The code of {@link AddressRefusedError}: of an error that axios has wrapped, nothing else is left. */
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/** The name, or the address itself, leads where no connection may go. Names neither: addresses of webhooks are secrets. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
  readonly code = ADDRESS_REFUSED;

  constructor() {
    super('the host leads to an address that must not be called');
  }
}

/** Asks for all addresses of a name, as {@link lookup} with `all` does. */
export type ResolveName = (
  hostname: string,
  options: object,
  found: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

const askSystem: ResolveName = (hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, found);
};

/**
 * Finds a name's addresses for a connection, without those that may not be called. It is asked at every new connection: a
 * name that is harmless when it is looked at, and leads inside afterwards, gains nothing.
 */
export function guardedLookup(
  allowed: AllowedAddresses,
  resolveName: ResolveName = askSystem,
): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, options, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const usable = found.filter(({ address }) => isAllowedAddress(address, allowed));
      const [first] = usable;
      if (first === undefined) callback(new AddressRefusedError(), []);
      else if (options.all === true) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}
