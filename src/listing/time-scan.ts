/** A stretch of time in which documents were created, both ends included, to the second; ISO 8601. */
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}

/** What is left of a scan: carried from one execution of the workflow to the next. */
export interface ScanState extends TimeWindow {
  /** Length of the next window. */
  readonly stepMs: number;
}

const SECOND_MS = 1_000;
/** A window with too many documents is tried again at a quarter: from a century to a week in six steps. */
const SHRINK_FACTOR = 4;
const GROWTH_FACTOR = 2;
/** A window that took fewer pages than this may be followed by a longer one. */
const FEW_PAGES = 4;

/**
 * Goes through a stretch of time in windows that hold a few pages each. Short lists are what can be read for certain:
 * TRAEDE promises no order, and what fits a page needs none. The windows grow where little is and shrink where much is.
 *
 * Pure: the workflow feeds it.
 */
export class TimeScan {
  #fromMs: number;
  #stepMs: number;
  readonly #endMs: number;

  constructor({ from, to, stepMs }: ScanState) {
    this.#fromMs = wholeSeconds(Date.parse(from));
    this.#endMs = wholeSeconds(Date.parse(to));
    this.#stepMs = Math.max(SECOND_MS, wholeSeconds(stepMs));
  }

  get ended(): boolean {
    return this.#fromMs > this.#endMs;
  }

  /** The window to read now. */
  get window(): TimeWindow {
    return { from: iso(this.#fromMs), to: iso(this.#windowEndMs) };
  }

  /** The window is read. */
  done(pages: number): void {
    this.#fromMs = this.#windowEndMs + SECOND_MS;
    if (pages < FEW_PAGES) this.#stepMs *= GROWTH_FACTOR;
  }

  /** The window holds too much to be read for certain: the next one is shorter. */
  tooMuch(): void {
    const lengthMs = this.#windowEndMs - this.#fromMs + SECOND_MS;
    this.#stepMs = Math.max(SECOND_MS, wholeSeconds(lengthMs / SHRINK_FACTOR));
  }

  carryOn(): ScanState {
    return { from: iso(this.#fromMs), to: iso(this.#endMs), stepMs: this.#stepMs };
  }

  get #windowEndMs(): number {
    return Math.min(this.#endMs, this.#fromMs + this.#stepMs - SECOND_MS);
  }
}

/** The shortest window: it cannot be divided any more. */
export function isOneSecond({ from, to }: TimeWindow): boolean {
  return Date.parse(to) - Date.parse(from) < SECOND_MS;
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / SECOND_MS) * SECOND_MS;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
