import type { DocumentId, DocumentType, SystemId } from '../document';
import type { Behaviour } from './behaviour';
import type { Calls } from './calls';
import { DEFAULT_VOLUMES, type Volumes } from './documents';
import { faultRuleSchema, type FaultRule } from './faults';
import { startGrowth } from './growth';
import { startServer } from './server';
import { Simulation } from './simulation';
import { forgetfulState, openStateFile, type Origin } from './state-file';
import type { WireDocuments } from './wire-documents';

export interface SimulatorOptions {
  /** The same seed, `now` and counts give the same documents, byte for byte. Default 1. */
  readonly seed?: number;
  /**
   * Documents are spread over the half year before this; simulated time goes on from here. Default
   * {@link DEFAULT_NOW}. With a state file the first start decides on the documents, whatever later ones say.
   */
  readonly now?: Date;
  /** Booked documents at the start. Default 320 invoices, 48 credit notes, 420 accounting entries. */
  readonly counts?: Partial<Readonly<Record<DocumentType, number>>>;
  /** Drafts among them, in addition. Default 9 invoices, 3 credit notes. */
  readonly drafts?: Partial<Readonly<Record<'invoice' | 'credit-note', number>>>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /** Default {@link DEFAULT_TOKEN}. */
  readonly token?: string;
  /** Default {@link DEFAULT_APP_KEY}. */
  readonly appKey?: string;
  /** Marks, and documents created or changed after the start, are kept here. Default: they are forgotten. */
  readonly stateFile?: string;
  /** Creates one to three documents each time. Default: none. */
  readonly createEveryMs?: number;
  /** Whether `/__simulator/…` is there. Default false. */
  readonly control?: boolean;
  readonly behaviour?: Partial<Behaviour>;
  readonly faults?: readonly FaultRule[];
}

/** A running TRAEDE. */
export interface Simulator {
  /** `http://127.0.0.1:4010`, without `/v10`. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly appKey: string;
  readonly calls: Calls;
  /** All booked documents with all relations, by id, as they are before any behaviour changes their form. */
  documents<Type extends DocumentType>(documentType: Type): readonly WireDocuments[Type][];
  /** The same one after the other, for volumes that should not be in memory at once. */
  eachDocument<Type extends DocumentType>(documentType: Type): Iterable<WireDocuments[Type]>;
  /** One document, draft or booked. */
  document<Type extends DocumentType>(documentType: Type, id: DocumentId): WireDocuments[Type] | undefined;
  marks(systemId: SystemId, documentType: DocumentType): ReadonlyMap<DocumentId, MarkReport>;
  /** Marks documents as exported, as calls of the system would; any number at once. */
  mark(systemId: SystemId, documentType: DocumentType, ids: readonly DocumentId[], note: string): void;
  /** Replaces all rules; their counting starts anew. @throws {ZodError} a rule that is none */
  setFaults(faults: readonly FaultRule[]): void;
  /** Changes the behaviours named and leaves the others. */
  setBehaviour(change: Partial<Behaviour>): void;
  /** Adds booked documents, dated now; gives their ids. */
  create(documentType: DocumentType, count: number): readonly DocumentId[];
  /** Changes a document, as a person in TRAEDE's app might. @throws {RangeError} no such document */
  edit<Type extends DocumentType>(
    documentType: Type,
    id: DocumentId,
    change: Partial<WireDocuments[Type]>,
  ): WireDocuments[Type];
  /** Ends open connections at once. Can be called twice. */
  stop(): Promise<void>;
}

export interface MarkReport {
  readonly note: string | null;
  /** How often the document was marked. */
  readonly times: number;
  /** When it was marked last. */
  readonly at: Date;
}

export const DEFAULT_SEED = 1;
/** Fixed, so that tests that do not care get the same documents every day. */
export const DEFAULT_NOW = new Date('2026-11-20T12:00:00Z');
export const DEFAULT_TOKEN = 'simulator-token';
export const DEFAULT_APP_KEY = 'simulator-app-key';
const DEFAULT_HOST = '127.0.0.1';

/**
 * Starts a TRAEDE on this machine.
 * @throws {Error} the port is taken, or the state file is damaged or belongs to other documents
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const origin = originOf(options);
  const state =
    options.stateFile === undefined ? forgetfulState(origin) : openStateFile(options.stateFile, origin);
  const simulation = new Simulation(state, origin.nowMs);
  simulation.setBehaviour(options.behaviour ?? {});
  setFaults(simulation, options.faults ?? []);
  const access = { token: options.token ?? DEFAULT_TOKEN, appKey: options.appKey ?? DEFAULT_APP_KEY };
  const host = options.host ?? DEFAULT_HOST;
  const address = { host, port: options.port ?? 0, control: options.control ?? false };
  const server = await startServer(simulation, { ...address, ...access }).catch((error: unknown) => {
    simulation.close();
    throw error;
  });
  const { createEveryMs } = options;
  const endGrowth = createEveryMs === undefined ? () => undefined : startGrowth(simulation, createEveryMs);
  const stop = async (): Promise<void> => {
    endGrowth();
    await server.stop();
    simulation.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    ...steering(simulation),
    ...access,
    url: `http://${host}:${server.port}`,
    port: server.port,
    get calls() {
      return simulation.calls.snapshot();
    },
    stop: () => (stopped ??= stop()),
  };
}

/** What a test sees and does without the network. */
function steering(
  simulation: Simulation,
): Omit<Simulator, 'url' | 'port' | 'token' | 'appKey' | 'calls' | 'stop'> {
  const { collections } = simulation;
  return {
    documents: (type) => Array.from(collections[type].booked()),
    eachDocument: (type) => collections[type].booked(),
    document: (type, id) => collections[type].document(id),
    marks: (systemId, type) => {
      const marks = simulation.marks.of(systemId, type);
      return new Map(
        Array.from(marks, ([id, { note, times, atMs }]) => [id, { note, times, at: new Date(atMs) }]),
      );
    },
    mark: (systemId, type, ids, note) => {
      simulation.mark(
        type,
        ids.map((id) => ({ documentId: id, systemId, note })),
      );
    },
    setFaults: (faults) => {
      setFaults(simulation, faults);
    },
    setBehaviour: (change) => {
      simulation.setBehaviour(change);
    },
    create: (type, count) => simulation.create(type, count),
    edit: (type, id, change) => simulation.edit(type, id, { ...change }),
  };
}

/** Checked in code as over HTTP: a rule with a slip in it would never fire, and its test never fail. */
function setFaults(simulation: Simulation, faults: readonly FaultRule[]): void {
  simulation.faults.set(faultRuleSchema.array().parse(faults));
}

function originOf({
  seed = DEFAULT_SEED,
  now = DEFAULT_NOW,
  counts = {},
  drafts = {},
}: SimulatorOptions): Origin {
  const volumes: Volumes = {
    invoice: {
      booked: counts.invoice ?? DEFAULT_VOLUMES.invoice.booked,
      drafts: drafts.invoice ?? DEFAULT_VOLUMES.invoice.drafts,
    },
    'credit-note': {
      booked: counts['credit-note'] ?? DEFAULT_VOLUMES['credit-note'].booked,
      drafts: drafts['credit-note'] ?? DEFAULT_VOLUMES['credit-note'].drafts,
    },
    'accounting-entry': {
      booked: counts['accounting-entry'] ?? DEFAULT_VOLUMES['accounting-entry'].booked,
      drafts: 0,
    },
  };
  return { kind: 'origin', seed, nowMs: now.getTime(), volumes };
}
