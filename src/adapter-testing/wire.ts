/**
 * What goes wrong with one call to the ERP:
 * - `lose-request`: the connection breaks before the ERP hears of the call;
 * - `lose-answer`: the ERP acts, then the connection breaks;
 * - `error-after-acting`: the ERP acts, the caller gets a server error (HTTP 500, or what corresponds to it);
 * - `delay-answer`: the ERP acts at once, its answer arrives `delayMs` later;
 * - `delay-request`: the call reaches the ERP only after `delayMs`, even if the caller has given up by then.
 */
export const FAULTS = [
  'lose-request',
  'lose-answer',
  'error-after-acting',
  'delay-answer',
  'delay-request',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** The first call after `arm` is 1. */
  readonly atCall: number | 'every';
  /** For the two delays. */
  readonly delayMs: number;
}

/**
 * Stands between the adapter and its ERP and lets calls go wrong. For ERPs that speak HTTP the kit brings its own (give
 * `url` in {@link OpenedErp}); for others the author gives one.
 */
export interface Wire {
  /** Where the adapter connects to reach the ERP through this wire: handed to `connect` as `address`. */
  readonly address: string;
  /** Counts calls anew. From now on `fault` meets its call; without a fault all goes well. */
  arm(fault?: Fault): void;
  /** Calls since `arm`. What only opens a connection may count or not. */
  callCount(): number;
  close(): Promise<void>;
}
