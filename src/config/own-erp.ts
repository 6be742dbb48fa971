import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { ModuleSource } from '../erp/own';
import type { Environment } from './environment';
import { ConfigError } from './errors';
import { requiredVariable } from './required-variable';

/** `erp: {adapter: ./my-erp.ts, options: …}`: an adapter of the user's own. See docs/writing-an-adapter.md. */
export function ownErpSchema(builtIn: readonly string[]) {
  const wording = (adapter: unknown) =>
    typeof adapter === 'string' && isPath(adapter)
      ? 'an adapter of your own takes nothing but adapter and options: put it under options'
      : noSuchAdapter(String(adapter), builtIn);
  return z
    .strictObject(
      {
        adapter: z
          .string(`names the adapter: ${builtIn.join(', ')}, or ./path/of-your-own.ts`)
          .regex(new RegExp(`^(?!(?:${builtIn.join('|')})$)\\S`), 'names an adapter')
          .describe(
            'An adapter of your own: a path relative to this file, beginning with ./, or the name of a package',
          ),
        options: z.unknown().optional().describe('Handed to your adapter as they are'),
      },
      {
        error: (issue) =>
          issue.code === 'unrecognized_keys'
            ? `${wording(adapterOf(issue.input))} (${issue.keys.join(', ')})`
            : undefined,
      },
    )
    .transform(({ adapter, options }) => ({ adapter: 'own' as const, name: adapter, options, builtIn }));
}

type OwnErpFile = z.output<ReturnType<typeof ownErpSchema>>;

/** File and environment joined. */
export interface OwnErpConfig {
  readonly adapter: 'own';
  readonly source: ModuleSource;
  readonly options: unknown;
  /** @throws {ConfigError} the variable is not set */
  readonly secret: (variable: string) => string;
}

/**
 * @param file the configuration's, from whose folder the adapter is found
 * @throws {ConfigError} there is no such file or package
 */
export function toOwnErp(
  systemId: string,
  { name, options, builtIn }: OwnErpFile,
  environment: Environment,
  file: string,
): OwnErpConfig {
  return {
    adapter: 'own',
    source: isPath(name) ? fileSource(systemId, name, file) : packageSource(systemId, name, builtIn, file),
    options,
    secret: (variable) => requiredVariable(environment, variable, 'secret of the ERP', systemId),
  };
}

function isPath(name: string): boolean {
  return /^(?:\.{1,2}[\\/]|[\\/]|[A-Za-z]:[\\/])/.test(name);
}

function fileSource(systemId: string, name: string, file: string): ModuleSource {
  const path = resolve(dirname(file), name);
  if (existsSync(path)) return { kind: 'file', path };
  throw unusable(
    systemId,
    file,
    `${path} does not exist; paths are relative to this configuration file. A first adapter is written by: traede-sync adapter init my-erp`,
  );
}

function packageSource(
  systemId: string,
  name: string,
  builtIn: readonly string[],
  file: string,
): ModuleSource {
  const from = dirname(resolve(file));
  if (isInstalled(name, from)) return { kind: 'package', name, from };
  throw unusable(systemId, file, noSuchAdapter(name, builtIn));
}

function unusable(systemId: string, file: string, why: string): ConfigError {
  return new ConfigError(`${file} is not valid:\n  systems.${systemId}.erp.adapter: ${why}`);
}

function noSuchAdapter(name: string, builtIn: readonly string[]): string {
  return `no such adapter: ${name}. Built in: ${builtIn.join(', ')}. A path of your own starts with ./; a package must be installed`;
}

/** As Node looks for packages: here, and in every folder above. `@scope/name/part` is part of `@scope/name`. */
function isInstalled(name: string, folder: string): boolean {
  const [first = '', second = ''] = name.split('/');
  const packageName = first.startsWith('@') ? `${first}/${second}` : first;
  if (existsSync(join(folder, 'node_modules', packageName))) return true;
  const above = dirname(folder);
  return above !== folder && isInstalled(name, above);
}

function adapterOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && 'adapter' in input ? input.adapter : undefined;
}
