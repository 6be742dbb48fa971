import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import { OwnAdapterError, type CreateAdapter } from './setup';
import { isTypeScript, loadTypeScript } from './typescript-module';

/** Where a module is found: a file, or a package as seen from a folder. */
export type ModuleSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string; readonly from: string };

/** Of a compiler or another library; what is longer is a frame of code. */
const MAX_REASON_LENGTH = 500;

/**
 * The function that a module exports to make its adapter: as default, or as `createAdapter`.
 * @param source also a path or a file URL
 * @throws {OwnAdapterError} there is no such file, it throws while it is loaded, or exports no such function
 */
export async function loadAdapter(source: ModuleSource | string | URL): Promise<CreateAdapter> {
  const module = toSource(source);
  const name = nameOf(module);
  if (module.kind === 'file' && !existsSync(module.path)) {
    throw new OwnAdapterError(
      `The adapter ${name} does not exist. Check the path: it is relative to the configuration file.`,
    );
  }
  const create = exportedFunction(await loading(module, name));
  if (create !== undefined) return create;
  throw new OwnAdapterError(
    `The adapter ${name} has no default export that is a function. End it with: export default function createAdapter(setup) { … }`,
  );
}

function toSource(source: ModuleSource | string | URL): ModuleSource {
  if (source instanceof URL) return { kind: 'file', path: fileURLToPath(source) };
  return typeof source === 'string' ? { kind: 'file', path: source } : source;
}

export function nameOf(source: ModuleSource): string {
  return source.kind === 'file' ? source.path : source.name;
}

async function loading(source: ModuleSource, name: string): Promise<unknown> {
  try {
    return await load(source);
  } catch (error) {
    throw new OwnAdapterError(`The adapter ${name} cannot be loaded: ${reasonOf(error)}`, { cause: error });
  }
}

async function load(source: ModuleSource): Promise<unknown> {
  const file =
    source.kind === 'file' ? source.path : createRequire(join(source.from, 'from-here')).resolve(source.name);
  return isTypeScript(file) ? loadTypeScript(file) : import(pathToFileURL(file).href);
}

/** Also behind a second `default`: a compiled ES module that is imported as what it is, CommonJS, has two. */
function exportedFunction(module: unknown): CreateAdapter | undefined {
  for (const candidate of [module, propertyOf(module, 'default')]) {
    for (const name of ['default', 'createAdapter']) {
      const exported = propertyOf(candidate, name);
      if (isFunction(exported)) return exported;
    }
  }
  const whole = propertyOf(module, 'default');
  return isFunction(whole) ? whole : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

/** What it answers is looked at when it is called. */
function isFunction(value: unknown): value is CreateAdapter {
  return typeof value === 'function';
}

export function reasonOf(error: unknown): string {
  const text = types.isNativeError(error) ? error.message : String(error);
  return text.length > MAX_REASON_LENGTH ? `${text.slice(0, MAX_REASON_LENGTH)}…` : text;
}
