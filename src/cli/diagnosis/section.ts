/** A part of the diagnosis, or why there is none: what is broken must not hide the rest. */
export type Section<T> = T | { readonly error: string };

/** No part holds up the others for longer. */
const SECTION_TIMEOUT_MS = 30_000;

export async function section<T>(
  work: () => Promise<T> | T,
  timeoutMs: number = SECTION_TIMEOUT_MS,
): Promise<Section<T>> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${timeoutMs / 1_000} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([Promise.resolve().then(work), timeout]);
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
