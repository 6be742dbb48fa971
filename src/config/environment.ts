import { readFileSync } from 'node:fs';
import { ConfigError } from './errors';

/** The one place that reads the process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): Environment {
  return process.env;
}

/** Names beside a variable the one that names a file with its value: where containers are given their secrets. */
export const FILE_SUFFIX = '_FILE';

/**
 * A variable's value, or that of the file which `NAME_FILE` names. Empty counts as absent, as `docker compose` passes unset
 * variables on as empty ones.
 * @throws {ConfigError} both are set, or the file cannot be read or is empty
 */
export function variable(environment: Environment, name: string): string | undefined {
  const value = given(environment, name);
  const file = given(environment, `${name}${FILE_SUFFIX}`);
  if (file === undefined) return value;
  if (value === undefined) return readSecret(name, file);
  throw new ConfigError(`both ${name} and ${name}${FILE_SUFFIX} are set; unset one of them`);
}

/** What a variable and its file hold, as far as it can be read: for finding secrets in texts, never for use. */
export function everyValue(environment: Environment, name: string): readonly string[] {
  const file = given(environment, `${name}${FILE_SUFFIX}`);
  const ofFile = file === undefined ? undefined : contentOf(file)?.trim();
  return [given(environment, name), ofFile].flatMap((value) =>
    value === undefined || value === '' ? [] : [value],
  );
}

function given(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/** The error quotes neither the content nor the system's message, which may. */
function readSecret(name: string, file: string): string {
  const value = contentOf(file)?.trim();
  if (value !== undefined && value !== '') return value;
  const what = value === undefined ? 'cannot be read' : 'is empty';
  throw new ConfigError(
    `the file ${file}, named by ${name}${FILE_SUFFIX}, ${what}; put the value there, and let this process read it`,
  );
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
