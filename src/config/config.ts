import type { AccountingRules } from '../accounting/rules';
import type { DocumentType, SystemId } from '../document';
import type { TraedeEndpointOverrides } from '../traede/endpoints';
import type { SyncTuning } from '../../workflows/messages';
import type { HttpErpConfig } from './http-erp';
import type { NotificationsConfig } from './notifications';
import type { OdooErpConfig } from './odoo-erp';
import type { OwnErpConfig } from './own-erp';
import type { LedgerFile } from './schema';
import type { ReconciliationConfig } from './reconciliation';
import type { RetentionConfig } from './retention';
import type { TrytonErpConfig } from './tryton-erp';

/** The configuration as the product uses it: file and environment joined, read and checked. */
export interface Config {
  readonly systems: readonly SystemConfig[];
  /** `DATABASE_URL`; absent: embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** How people are told; absent: nobody is. */
  readonly notifications?: NotificationsConfig | undefined;
  /** How long personal data is kept. */
  readonly retention: RetentionConfig;
  /** The file that was read; absent: nothing configured. */
  readonly file: string | undefined;
}

export interface SystemConfig {
  readonly systemId: SystemId;
  readonly traede: TraedeConfig;
  readonly erp: ErpConfig;
  readonly rules: AccountingRules;
  readonly schedules: Readonly<Record<DocumentType, ScheduleConfig>>;
  readonly tuning: SyncTuning;
  readonly reconciliation: ReconciliationConfig;
}

/** Where documents go, by adapter: as in the file, secrets added. */
export type ErpConfig = LedgerFile | TrytonErpConfig | OdooErpConfig | HttpErpConfig | OwnErpConfig;

/** A real TRAEDE, or the simulator where nothing is configured. */
export type TraedeConfig =
  | { readonly kind: 'simulator' }
  | {
      readonly kind: 'remote';
      readonly baseUrl: string;
      readonly accessToken: string;
      readonly appKey: string;
      readonly requestTimeoutMs: number;
      readonly dateTimeFormat: 'space-separated' | 'iso-8601';
      readonly endpoints: TraedeEndpointOverrides | undefined;
    };

export interface ScheduleConfig {
  readonly when: { readonly everyMs: number } | { readonly cron: string };
  readonly timeZone: string;
  readonly jitterMs: number;
  readonly catchUpWindowMs: number;
  readonly runTimeoutMs: number;
}
