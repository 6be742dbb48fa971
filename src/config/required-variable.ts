import { variable, type Environment } from './environment';
import { ConfigError } from './errors';

/**
 * The value of a variable that holds a secret.
 * @throws {ConfigError} naming system and variable, where it is not set
 */
export function requiredVariable(
  environment: Environment,
  name: string,
  what: string,
  systemId: string,
): string {
  const value = variable(environment, name);
  if (value !== undefined) return value;
  throw new ConfigError(
    `the ${what} for system "${systemId}" is missing: set the environment variable ${name}`,
  );
}
