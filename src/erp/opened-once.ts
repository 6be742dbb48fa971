/** Something that is opened by whoever needs it first, for all who ask. */
export interface OpenedOnce<T> {
  (signal?: AbortSignal): Promise<T>;
  /** What is there already. */
  current(): T | undefined;
  /** What is there is not to be used any more: the next one to ask opens it anew. */
  forget(opened: T): void;
}

/**
 * A failed opening is not kept, as a person may have mended its cause. The opening belongs to all who wait for it: a
 * caller that aborts leaves, and the others go on waiting.
 * @param aborted what a caller that leaves gets
 */
export function openedOnce<T>(open: () => Promise<T>, aborted: () => Error): OpenedOnce<T> {
  let opening: Promise<T> | undefined;
  let opened: T | undefined;
  const once = (): Promise<T> => {
    if (opening !== undefined) return opening;
    const attempt = open();
    opening = attempt;
    attempt.then(
      (value) => {
        if (opening === attempt) opened = value;
      },
      () => {
        if (opening === attempt) opening = undefined;
      },
    );
    return attempt;
  };
  const ask = (signal?: AbortSignal): Promise<T> =>
    signal === undefined ? once() : unlessAborted(once(), signal, aborted);
  return Object.assign(ask, {
    current: () => opened,
    forget(old: T): void {
      if (opened !== old) return;
      opened = undefined;
      opening = undefined;
    },
  });
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal, aborted: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(aborted());
    };
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}
