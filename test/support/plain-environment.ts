/** What a test's commands inherit: nothing that would point the product at another TRAEDE, Temporal or database. */
export function plainEnvironment(): Record<string, string> {
  const ours = ([name]: readonly [string, unknown]): boolean =>
    !name.startsWith('TRAEDE_') && name !== 'DATABASE_URL' && !isTemporals(name) && !isTestRunners(name);
  return Object.fromEntries(
    Object.entries(process.env).flatMap((entry) => {
      const [name, value] = entry;
      return value !== undefined && ours(entry) ? [[name, value]] : [];
    }),
  );
}

/** Where the Temporal CLI lies may be said; where a Temporal runs may not. */
function isTemporals(name: string): boolean {
  return name.startsWith('TEMPORAL_') && name !== 'TEMPORAL_CLI_PATH';
}

/** A test runner within another one would report to it. */
function isTestRunners(name: string): boolean {
  return name === 'NODE_TEST_CONTEXT' || name === 'JEST_WORKER_ID';
}
