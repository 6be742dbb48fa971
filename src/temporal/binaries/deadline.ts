/** A time-out that can be set anew, and that remembers why it struck. */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  reason: string | undefined;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  set(timeoutMs: number, reason: string): void {
    this.clear();
    this.timer = setTimeout(() => {
      this.reason = reason;
      this.controller.abort();
    }, timeoutMs);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
