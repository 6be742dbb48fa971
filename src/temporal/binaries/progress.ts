/**
 * Where the search stands. `warning` is for the user to read and does not end the search; all other steps are
 * for a progress bar.
 */
export type ProgressStep = 'search' | 'download' | 'wheel' | 'verify' | 'ready' | 'warning';

export interface BinaryProgress {
  readonly step: ProgressStep;
  readonly message: string;
  /** Bytes received so far, in the steps `download` and `wheel`. */
  readonly receivedBytes?: number;
  /** Bytes to receive in all, where known. */
  readonly totalBytes?: number;
}

export type OnProgress = (progress: BinaryProgress) => void;
