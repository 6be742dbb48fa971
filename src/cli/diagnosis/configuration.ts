import { basename } from 'node:path';
import type { Config, SystemConfig, TraedeConfig } from '../../config/config';
import type { NotificationsConfig } from '../../config/notifications';

/**
 * The configuration as support needs it. What is told is picked field by field: a new field of an adapter stays out until
 * somebody has decided that it holds neither a secret nor a customer.
 */
export function describeConfig({ systems, databaseUrl, file, notifications }: Config) {
  return {
    file: file === undefined ? null : basename(file),
    database: databaseUrl === undefined ? 'embedded' : 'of DATABASE_URL',
    systems: systems.map(describeSystem),
    notifications: notifications === undefined ? null : describeNotifications(notifications),
  };
}

function describeSystem({ systemId, traede, erp, rules, schedules, tuning }: SystemConfig) {
  return {
    systemId,
    traede: describeTraede(traede),
    erp: { adapter: erp.adapter, settings: Object.keys(erp).sort() },
    rules,
    schedules,
    tuning,
  };
}

function describeNotifications({ channels, heartbeat, ...times }: NotificationsConfig) {
  return {
    ...times,
    heartbeat: heartbeat !== undefined,
    channels: channels.map(({ kind, options }) => ({ kind, name: options.name })),
  };
}

function describeTraede(traede: TraedeConfig) {
  if (traede.kind === 'simulator') return { kind: traede.kind };
  const { kind, baseUrl, requestTimeoutMs, dateTimeFormat, endpoints } = traede;
  return { kind, host: hostOf(baseUrl), requestTimeoutMs, dateTimeFormat, endpoints: endpoints ?? null };
}

/** Of an address the part that cannot hold a password. */
function hostOf(url: string): string {
  try {
    return new URL(url).origin;
  } catch {
    return 'not an address';
  }
}
