import type { SystemConfig } from '../config/config';
import { ConfigError } from '../config/errors';
import { createTraedeClient, type TraedeClient } from '../traede/client';

/** Address and credentials of a simulator that stands in where no TRAEDE is configured. */
export interface SimulatorAddress {
  readonly url: string;
  readonly token: string;
  readonly appKey: string;
}

/** The TRAEDE that a system's configuration names. */
export function openTraede(
  { systemId, traede }: SystemConfig,
  simulator: SimulatorAddress | undefined,
): TraedeClient {
  if (traede.kind === 'remote') {
    const { baseUrl, accessToken, appKey, requestTimeoutMs, dateTimeFormat, endpoints } = traede;
    return createTraedeClient({
      baseUrl,
      accessToken,
      appKey,
      systemId,
      requestTimeoutMs,
      dateTimeFormat,
      endpoints,
    });
  }
  if (simulator === undefined) {
    throw new ConfigError(
      `system "${systemId}" names no TRAEDE: set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY (the simulator is part of \`up\` only)`,
    );
  }
  return createTraedeClient({
    baseUrl: simulator.url,
    accessToken: simulator.token,
    appKey: simulator.appKey,
    systemId,
  });
}
