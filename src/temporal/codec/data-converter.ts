import { join } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import type { Environment } from '../../config/environment';
import { codecKeysFromEnvironment } from './keys';
import { createPayloadCodec } from './payload-codec';

/** What the workflow bundle is built with for workers that encrypt: failures made in workflows are converted in there. */
export const ENCODED_FAILURES_PATH = join(__dirname, 'encoded-failures');

/** How clients and workers write what they send to Temporal. @throws {ConfigError} the keys cannot be used */
export function dataConverterFromEnvironment(environment: Environment): DataConverter {
  const keys = codecKeysFromEnvironment(environment);
  const payloadCodecs = [createPayloadCodec(keys)];
  return keys === undefined
    ? { payloadCodecs }
    : { payloadCodecs, failureConverterPath: require.resolve(ENCODED_FAILURES_PATH) };
}

/** Whether failures are encoded, which the workflow bundle must be built for. */
export function encodesFailures(converter: DataConverter | undefined): boolean {
  return converter?.failureConverterPath !== undefined;
}
