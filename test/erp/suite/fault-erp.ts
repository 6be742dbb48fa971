import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { stringify } from 'yaml';
import { OPEN_RULES, type AccountingRules } from '../../../src/accounting/rules';
import { startHttpFaultProxy, type FaultKind, type Wire } from '../../../src/adapter-testing';
import { openErp } from '../../../src/cli/open-erp';
import type { SystemConfig } from '../../../src/config/config';
import { loadConfig } from '../../../src/config/load';
import { DOCUMENT_TYPES } from '../../../src/document';
import type { ErpAdapter } from '../../../src/erp/adapter';
import { createHttpErp } from '../../../src/erp/http';
import type { Simulator } from '../../../src/simulator';
import type { FailingCalls, Fault } from '../../faults/fault';
import type { WorldErp } from '../../faults/world';
import { BRAND_ACCOUNTING } from '../brand/brand';
import { openBrandErp, type BrandErp, type RealErp } from '../brand/brand-erp';
import { SIGNING_KEY, startReceiver } from '../http/receiver';

/** One ERP that speaks HTTP, for many worlds; each is a system of its own in the same books. */
export interface FaultErp {
  openWorld(): Promise<WorldErp>;
  close(): Promise<void>;
}

/** Above what one call takes on a busy machine; each fault that is a silence costs it. */
const REQUEST_TIMEOUT_MS = 6_000;
const PATIENT_TIMEOUT_MS = 60_000;

/** What a wire can do for the sweep's faults; the late one acts when its caller has given up. */
const WIRE_FAULTS = {
  'lose-request': 'lose-request',
  'lose-answer': 'lose-answer',
  'error-after-acting': 'error-after-acting',
  'answer-late': 'delay-request',
} as const satisfies Record<Fault, FaultKind>;

export async function openRealErp(name: RealErp, seed: number): Promise<FaultErp> {
  const erp = await openBrandErp(name, { seed });
  const connect = (url: string, requestTimeoutMs: number) => connectTo(erp, url, requestTimeoutMs);
  return {
    openWorld: () =>
      openWorld(erp.url, connect, {
        rules: systemOf(erp, erp.url, PATIENT_TIMEOUT_MS).rules,
        prepare: datedAlike,
      }),
    close: () => erp.close(),
  };
}

export async function openReceiverErp(): Promise<FaultErp> {
  const receiver = await startReceiver();
  const connect = (url: string, requestTimeoutMs: number) =>
    Promise.resolve(
      createHttpErp({ url, signingKeys: [SIGNING_KEY], requestTimeoutMs, settleTimeMs: requestTimeoutMs }),
    );
  return {
    openWorld: () => openWorld(receiver.url, connect, { rules: OPEN_RULES, prepare: () => undefined }),
    close: () => receiver.remove(),
  };
}

type Connect = (url: string, requestTimeoutMs: number) => Promise<ErpAdapter>;

async function openWorld(
  url: string,
  connect: Connect,
  { rules, prepare }: { readonly rules: AccountingRules; readonly prepare: WorldErp['prepare'] },
): Promise<WorldErp> {
  const wire = await startHttpFaultProxy(url);
  const adapter = await connect(wire.address, REQUEST_TIMEOUT_MS);
  const undisturbed = await connect(url, PATIENT_TIMEOUT_MS);
  wire.arm();
  return {
    adapter,
    undisturbed,
    faults: callsOf(wire, REQUEST_TIMEOUT_MS + adapter.capabilities.settleTimeMs / 2),
    rules,
    prepare,
    async close() {
      await adapter.close();
      await undisturbed.close();
      await wire.close();
    },
  };
}

function callsOf(wire: Wire, delayMs: number): FailingCalls {
  let armedAt = Infinity;
  return {
    get calls() {
      return wire.callCount();
    },
    get injected() {
      return wire.callCount() >= armedAt ? 1 : 0;
    },
    failAt(call, fault) {
      armedAt = call;
      wire.arm({ kind: WIRE_FAULTS[fault], atCall: call, delayMs });
    },
  };
}

/** As the product opens it, but for the address and the patience. */
async function connectTo(erp: BrandErp, url: string, requestTimeoutMs: number): Promise<ErpAdapter> {
  const pool = new Pool();
  const adapter = await openErp(systemOf(erp, url, requestTimeoutMs), pool);
  return {
    ...adapter,
    async close() {
      await adapter.close();
      await pool.end();
    },
  };
}

function systemOf(
  { configuration, environment }: BrandErp,
  url: string,
  requestTimeoutMs: number,
): SystemConfig {
  const folder = mkdtempSync(join(tmpdir(), 'traede-fault-erp-'));
  try {
    const file = join(folder, 'sync.config.yaml');
    const erp = { ...configuration, url, requestTimeout: `${requestTimeoutMs / 1_000}s` };
    writeFileSync(file, stringify({ systems: { sweep: { erp, accounting: BRAND_ACCOUNTING } } }));
    const [system] = loadConfig(environment, file).systems;
    if (system === undefined) throw new Error('the configuration names no system');
    return system;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All worlds share the books, and Tryton numbers no document dated before another one: all are of one day. */
function datedAlike(simulator: Simulator): void {
  const at = '2026-11-20 10:00:00';
  for (const type of DOCUMENT_TYPES) {
    for (const { id } of simulator.documents(type)) {
      if (type === 'accounting-entry')
        simulator.edit(type, id, { created_at: at, date: at.slice(0, 10), currency: 'DKK' });
      else simulator.edit(type, id, { created_at: at });
    }
  }
}
