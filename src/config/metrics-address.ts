import { isIP } from 'node:net';
import { variable, type Environment } from './environment';
import { ConfigError } from './errors';

const VARIABLE = 'TRAEDE_SYNC_METRICS_ADDRESS';
const HIGHEST_PORT = 65_535;

/**
 * Where metrics are offered: the flag `--metrics-address`, else the variable; `undefined` where neither asks for them.
 * @throws {ConfigError} it is no address and port
 */
export function metricsAddressOf(environment: Environment, flag: string | undefined): string | undefined {
  const text = flag ?? variable(environment, VARIABLE);
  if (text === undefined || isAddress(text)) return text;
  const where = flag === undefined ? VARIABLE : '--metrics-address';
  throw new ConfigError(
    `${where} must be an IP address and a port, such as 127.0.0.1:9464, 0.0.0.0:9464 or [::1]:9464`,
  );
}

function isAddress(text: string): boolean {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) < 1 || Number(port) > HIGHEST_PORT) return false;
  return bracketed === undefined ? isIP(plain ?? '') === 4 : isIP(bracketed) === 6;
}
