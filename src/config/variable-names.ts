import { existsSync, readFileSync } from 'node:fs';
import { parseDocument as parseYaml } from 'yaml';

/** What a configuration file writes where the name of an environment variable belongs. */
export interface NamedVariables {
  readonly names: readonly string[];
  /** Texts that are no name of a variable: most likely somebody put the secret itself there. */
  readonly misplaced: readonly string[];
}

const VARIABLE_NAME = /^[A-Z_][A-Z0-9_]*$/;

/** Read from the file as it is, valid or not: `passwordVariable: …` and the like, at any depth. */
export function namedVariables(file: string | undefined): NamedVariables {
  const values = file === undefined || !existsSync(file) ? [] : variablesIn(readYaml(file));
  return {
    names: values.filter((value) => VARIABLE_NAME.test(value)),
    misplaced: values.filter((value) => !VARIABLE_NAME.test(value)),
  };
}

function readYaml(file: string): unknown {
  try {
    return parseYaml(readFileSync(file, 'utf8')).toJS();
  } catch {
    return undefined;
  }
}

function variablesIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, content]: [string, unknown]) =>
    key.endsWith('Variable') && typeof content === 'string' ? [content] : variablesIn(content),
  );
}
