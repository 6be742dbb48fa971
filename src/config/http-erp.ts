import { z } from 'zod';
import {
  DEFAULT_CONCURRENCY,
  isEndpointUrl,
  isSigningKey,
  MIN_SIGNING_KEY_LENGTH,
  type HttpErpOptions,
} from '../erp/http/options';
import { durationMs } from './duration';
import type { Environment } from './environment';
import { ConfigError } from './errors';
import { duration } from './fields';
import { requiredVariable } from './required-variable';

const address = z
  .string()
  .refine(isEndpointUrl, 'an http(s) address without user, password, query and fragment');

/** More at once would only queue in the middleware, and every one of them is uncertain when it fails. */
const MAX_CONCURRENCY = 50;

/** `erp: {adapter: http, …}`: endpoints of the user's own, see docs/erp/http.md. */
export const httpErpSchema = z.strictObject({
  adapter: z.literal('http').describe('Endpoints of your own, in front of any ERP: see docs/erp/http.md'),
  url: address.describe('Address of the endpoints: <url>/postings, <url>/lookup, <url>/health'),
  endpoints: z
    .strictObject({
      postings: address.optional().describe('Default: <url>/postings'),
      lookup: address.optional().describe('Default: <url>/lookup'),
      list: address.optional().describe('Default: as postings'),
      health: address.optional().describe('Default: <url>/health'),
      validate: address
        .optional()
        .describe(
          'Asked beforehand whether a document would be refused, for a dry run, e.g. <url>/validate. Default: not asked',
        ),
    })
    .optional()
    .describe('Addresses of single endpoints, where your middleware chooses them itself'),
  signingKeyVariable: z
    .string()
    .default('ERP_SIGNING_KEY')
    .describe(
      'Environment variable that holds the key of the signatures; two, with a comma, while it is being replaced',
    ),
  accessTokenVariable: z
    .string()
    .optional()
    .describe('Environment variable that holds a bearer token, where your endpoints want one'),
  company: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Whose books these are; systems with the same one write in turns. Default: host and path of url',
    ),
  requestTimeout: duration.default('30s').describe('Time-out of one call'),
  settleTime: duration
    .default('2m')
    .describe('How long your middleware may still be working on a posting after its call failed'),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(MAX_CONCURRENCY)
    .default(DEFAULT_CONCURRENCY)
    .describe('Documents posted at once; 1 where the ERP wants one writer'),
  order: z
    .enum(['any', 'by-date'])
    .default('any')
    .describe('by-date where the ERP refuses a document dated before one that it has numbered'),
});

/** File and environment joined: what the adapter is made with. */
export interface HttpErpConfig {
  readonly adapter: 'http';
  readonly options: HttpErpOptions;
}

/** @throws {ConfigError} a secret is missing or unfit */
export function toHttpErp(
  systemId: string,
  file: z.output<typeof httpErpSchema>,
  environment: Environment,
): HttpErpConfig {
  const { url, endpoints, company, concurrency, order, accessTokenVariable } = file;
  return {
    adapter: 'http',
    options: {
      url,
      endpoints,
      company,
      concurrency,
      order,
      signingKeys: signingKeys(systemId, file.signingKeyVariable, environment),
      accessToken:
        accessTokenVariable === undefined
          ? undefined
          : requiredVariable(environment, accessTokenVariable, 'access token of the ERP', systemId),
      requestTimeoutMs: durationMs(file.requestTimeout),
      settleTimeMs: durationMs(file.settleTime),
    },
  };
}

function signingKeys(systemId: string, name: string, environment: Environment): readonly string[] {
  const keys = requiredVariable(environment, name, 'signing key of the ERP', systemId)
    .split(',')
    .map((key) => key.trim());
  if (keys.every(isSigningKey)) return keys;
  throw new ConfigError(
    `the signing key of the ERP for system "${systemId}" (${name}) is too short or holds blanks or other than ASCII: at least ${MIN_SIGNING_KEY_LENGTH} characters; make one with: openssl rand -hex 32`,
  );
}
