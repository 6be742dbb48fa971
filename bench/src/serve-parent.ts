type Answers = Readonly<Record<string, (argument: unknown) => unknown>>;

interface Question {
  readonly id: number;
  readonly question: string;
  readonly argument?: unknown;
}

/** What a process of {@link startChild} does: starts, says so, answers questions until its parent lets go, ends. */
export function serveParent(
  start: (settings: unknown) => Promise<{
    readonly ready: unknown;
    readonly answers: Answers;
    readonly stop: () => Promise<void>;
  }>,
): void {
  const answer = async (id: number, work: () => Promise<unknown>): Promise<void> => {
    try {
      process.send?.({ id, value: (await work()) ?? null });
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  void answer(0, async () => {
    const { ready, answers, stop } = await start(JSON.parse(process.argv[2] ?? '{}'));
    process.on('message', ({ id, question, argument }: Question) => {
      void answer(id, async () => await answers[question]?.(argument));
    });
    process.once('disconnect', () => {
      void stop().finally(() => process.exit(0));
    });
    return ready;
  });
}
