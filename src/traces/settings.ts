import { z } from 'zod';
import { variable, type Environment } from '../config/environment';
import { ConfigError } from '../config/errors';

/** Where traces go; by OpenTelemetry's own variables. */
export interface TraceSettings {
  /** The whole address: `http://collector:4318/v1/traces`. */
  readonly url: string;
  /** Credentials of the collector, as a rule. */
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  /** The share of runs that are traced, 0 to 1. */
  readonly share: number;
}

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const DEFAULT_SERVICE = 'traede-erp-sync';

/**
 * `undefined`: no traces. They are on where an endpoint is named (`OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces), or
 * with `OTEL_TRACES_EXPORTER=otlp`.
 * @throws {ConfigError}
 */
export function traceSettings(environment: Environment, version: string): TraceSettings | undefined {
  const value = (name: string): string | undefined => variable(environment, name);
  const [exporter, whole, base] = [
    value('OTEL_TRACES_EXPORTER'),
    value('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
    value('OTEL_EXPORTER_OTLP_ENDPOINT'),
  ];
  if (value('OTEL_SDK_DISABLED') === 'true' || exporter === 'none') return undefined;
  if (exporter !== undefined && exporter !== 'otlp') {
    throw new ConfigError(`OTEL_TRACES_EXPORTER is "${exporter}"; write otlp or none`);
  }
  if (exporter === undefined && whole === undefined && base === undefined) return undefined;
  refuseGrpc(value('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? value('OTEL_EXPORTER_OTLP_PROTOCOL'));
  return {
    url: addressOf(whole ?? `${(base ?? DEFAULT_ENDPOINT).replace(/\/+$/, '')}/v1/traces`),
    headers: {
      ...pairs('OTEL_EXPORTER_OTLP_HEADERS', value),
      ...pairs('OTEL_EXPORTER_OTLP_TRACES_HEADERS', value),
    },
    resource: {
      'service.version': version,
      ...pairs('OTEL_RESOURCE_ATTRIBUTES', value),
      'service.name': value('OTEL_SERVICE_NAME') ?? DEFAULT_SERVICE,
    },
    share: shareOf(value('OTEL_TRACES_SAMPLER'), value('OTEL_TRACES_SAMPLER_ARG')),
  };
}

/** OTLP over HTTP in JSON is all that is spoken here; every collector takes it at its HTTP port. */
function refuseGrpc(protocol: string | undefined): void {
  if (protocol !== 'grpc') return;
  throw new ConfigError(
    'traces are sent by HTTP only: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json, and the endpoint to the HTTP port of the collector (4318)',
  );
}

function addressOf(url: string): string {
  if (/^https?:\/\//.test(url) && URL.canParse(url)) return url;
  throw new ConfigError('OTEL_EXPORTER_OTLP_ENDPOINT is no address; write it as http://collector:4318');
}

/** `name=value,other=value`, the values as in a URL. */
function pairs(name: string, value: (name: string) => string | undefined): Readonly<Record<string, string>> {
  const entries = (value(name) ?? '').split(',').filter((entry) => entry.trim() !== '');
  return Object.fromEntries(
    entries.map((entry) => {
      const [, key, text] = /^([^=]+)=(.*)$/.exec(entry.trim()) ?? [];
      if (key === undefined || text === undefined) {
        throw new ConfigError(`${name} is no list of name=value, with commas between`);
      }
      return [key.trim(), decoded(text.trim())];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const shareSchema = z.coerce.number().min(0).max(1);

function shareOf(sampler: string | undefined, argument: string | undefined): number {
  switch (sampler) {
    case undefined:
    case 'always_on':
    case 'parentbased_always_on':
      return 1;
    case 'always_off':
    case 'parentbased_always_off':
      return 0;
    case 'traceidratio':
    case 'parentbased_traceidratio': {
      const share = shareSchema.safeParse(argument ?? 1);
      if (share.success) return share.data;
      throw new ConfigError('OTEL_TRACES_SAMPLER_ARG is no number from 0 to 1');
    }
    default:
      throw new ConfigError(
        `OTEL_TRACES_SAMPLER is "${sampler}"; write traceidratio, always_on or always_off`,
      );
  }
}
