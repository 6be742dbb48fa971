/** What a run took, as the candidate itself saw it. */
export interface Run {
  readonly durationMs: number;
  readonly history?: History;
}

/** Of Temporal: of all executions that a run continued as. */
export interface History {
  readonly events: number;
  readonly bytes: number;
  /** Events of the longest of them. */
  readonly longest: number;
}

/** A candidate that is up. */
export interface RunningCandidate {
  /** Process of the work. */
  readonly workerPids: readonly number[];
  /** Processes of the engine's server; none where the engine lives in the worker. */
  readonly serverPids: readonly number[];
  /** One sync of everything that TRAEDE lists. */
  run(): Promise<Run>;
  /** What the engine itself keeps on disk. */
  storedBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** What all candidates work with, fresh for each of them. */
export interface Surroundings {
  /** For logs and data. */
  readonly folder: string;
  readonly systemId: string;
  /** `sync.config.yaml`. */
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly postgres: Postgres;
}

/** The server of the delivery record; an engine that wants PostgreSQL gets a database of its own on it. */
export interface Postgres {
  readonly pid: number;
  readonly url: string;
  createDatabase(name: string): Promise<string>;
  databaseBytes(name?: string): Promise<number>;
}
