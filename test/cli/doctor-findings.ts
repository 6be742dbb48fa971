import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examineEverything } from '../../src/cli/examine-everything';
import type { Environment } from '../../src/config/environment';
import type { Finding } from '../../src/doctor/finding';

/** What was planted: variables set otherwise than in a healthy environment, or a configuration. */
export interface Planted {
  readonly environment?: Environment;
  /** Text of `sync.config.yaml`. */
  readonly config?: string;
}

/** An installation to examine, without any mistake of its own. */
export interface Patient {
  examine(planted?: Planted): Promise<readonly Finding[]>;
  close(): void;
}

export function openPatient(healthy: () => Environment, healthyConfig?: () => string): Patient {
  const folder = mkdtempSync(join(tmpdir(), 'traede-doctor-'));
  return {
    examine({ environment = {}, config = healthyConfig?.() } = {}) {
      const configFile = config === undefined ? undefined : join(folder, 'sync.config.yaml');
      if (configFile !== undefined && config !== undefined) writeFileSync(configFile, config);
      return examineEverything({
        environment: { ...healthy(), ...environment },
        configFile,
        data: join(folder, 'data'),
      });
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** `TRAEDE of acme: access`, for what failed, or had another outcome. */
export function subjects(findings: readonly Finding[], outcome: Finding['outcome'] = 'failed'): string[] {
  return findings.filter((one) => one.outcome === outcome).map(({ area, subject }) => `${area}: ${subject}`);
}

/** What is told about one subject, all of it. */
export function told(findings: readonly Finding[], subject: string): string {
  const found = findings.filter((one) => `${one.area}: ${one.subject}` === subject);
  return found.map(({ detail, remedy }) => `${detail} → ${remedy ?? ''}`).join('\n');
}
