import { readFileSync } from 'node:fs';
import { ConfigError } from './errors';
import { runSecretCommand, type CommandOutcome } from './secret-command';

/** The one place that reads the process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function processEnvironment(): Environment {
  return process.env;
}

/** Names beside a variable the one that names a file with its value: where containers are given their secrets. */
export const FILE_SUFFIX = '_FILE';
/** The one whose value is a command that writes it: password managers and clouds' stores of secrets have one. */
export const COMMAND_SUFFIX = '_COMMAND';

/**
 * A variable's value, or that of the file which `NAME_FILE` names, or what the command in `NAME_COMMAND` writes. Empty counts
 * as absent, as `docker compose` passes unset variables on as empty ones. A command runs once in the life of this process.
 * @throws {ConfigError} two of them are set; the file cannot be read or is empty; the command fails or writes nothing
 */
export function variable(environment: Environment, name: string): string | undefined {
  const [source, other] = [name, `${name}${FILE_SUFFIX}`, `${name}${COMMAND_SUFFIX}`].filter(
    (each) => given(environment, each) !== undefined,
  );
  if (other !== undefined)
    throw new ConfigError(`both ${String(source)} and ${other} are set; unset one of them`);
  switch (source) {
    case undefined:
    case name:
      return given(environment, name);
    case `${name}${FILE_SUFFIX}`:
      return readSecret(name, environment[source]?.trim() ?? '');
    default:
      return askForSecret(environment, source);
  }
}

/** What a variable, its file and its command hold, as far as it can be read: for finding secrets in texts, never for use. */
export function everyValue(environment: Environment, name: string): readonly string[] {
  const file = given(environment, `${name}${FILE_SUFFIX}`);
  const ofFile = file === undefined ? undefined : contentOf(file)?.trim();
  const outcome = outcomeOf(environment, `${name}${COMMAND_SUFFIX}`);
  const ofCommand = outcome?.kind === 'output' ? outcome.text : undefined;
  return [given(environment, name), ofFile, ofCommand].flatMap((value) =>
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

/** The error quotes neither the command nor what it wrote. */
function askForSecret(environment: Environment, commandVariable: string): string | undefined {
  const outcome = outcomeOf(environment, commandVariable);
  if (outcome?.kind === 'failed')
    throw new ConfigError(
      `the command in ${commandVariable} ${outcome.why}; run it by hand: it must write the value, and nothing else, to standard output. No shell reads it; where one is wanted, write sh -c '…'`,
    );
  return outcome?.text;
}

/** For each environment, by the commands' variables: asking twice may cost a second, or a person's finger on a key. */
const outcomes = new WeakMap<Environment, Map<string, CommandOutcome>>();

function outcomeOf(environment: Environment, commandVariable: string): CommandOutcome | undefined {
  const commandLine = given(environment, commandVariable);
  if (commandLine === undefined) return undefined;
  const known = outcomes.get(environment) ?? new Map<string, CommandOutcome>();
  outcomes.set(environment, known);
  const outcome = known.get(commandVariable) ?? runSecretCommand(commandLine, environment);
  known.set(commandVariable, outcome);
  return outcome;
}
