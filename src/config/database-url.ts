import { variable, type Environment } from './environment';
import { ConfigError } from './errors';

/**
 * The address of PostgreSQL, with `DATABASE_PASSWORD` in it where it names none: a password can then come from a file of its
 * own, and the address stand where everybody may read it. `undefined`: the embedded one.
 * @throws {ConfigError} a password without an address to go with, or with one that has its own
 */
export function databaseUrlOf(environment: Environment): string | undefined {
  const address = variable(environment, 'DATABASE_URL');
  const password = variable(environment, 'DATABASE_PASSWORD');
  if (password === undefined) return address;
  if (address === undefined)
    throw new ConfigError('DATABASE_PASSWORD is set, but DATABASE_URL is not: set both, or neither');
  if (!URL.canParse(address))
    throw new ConfigError('DATABASE_URL is no address: write it as postgres://user@host:5432/database');
  const url = new URL(address);
  if (url.password !== '')
    throw new ConfigError('DATABASE_URL holds a password, and DATABASE_PASSWORD is set too; leave one out');
  // The setter escapes what an address may not hold, but for `%`, which it takes for an escape.
  url.password = encodeURIComponent(password);
  return url.href;
}
