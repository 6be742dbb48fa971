import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import type { transformSync } from '@swc/core';
import * as adapterContract from '..';

/** What is compiled; `.mts` and `.cts` too, as all of it becomes CommonJS here. */
const TYPESCRIPT = ['.ts', '.mts', '.cts'];
/** Tried in this order where an import names no ending. */
const ENDINGS = ['', ...TYPESCRIPT, '.js', '.mjs', '.cjs', '.json'];
/** An import that is written as it will be called after compiling, as TypeScript's own rules want it. */
const COMPILED_ENDINGS: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };

/** The package itself, as adapters import it: whoever loads them is it, whatever else is installed beside them. */
const OWN_PACKAGE = 'traede-erp-sync/adapter';

type Exports = Record<string, unknown>;
type Require = (specifier: string) => unknown;

export function isTypeScript(file: string): boolean {
  return TYPESCRIPT.includes(extname(file));
}

/**
 * Runs a TypeScript file, and those that it imports. Types are taken off without being checked: that is the editor's
 * work. No hook is put into Node, so that nothing else in the process changes.
 */
export async function loadTypeScript(file: string): Promise<Exports> {
  // A program of some size: only for those who need it.
  const swc = await import('@swc/core');
  return loadInto({ transform: swc.transformSync, modules: new Map() }, file);
}

interface Loading {
  readonly transform: typeof transformSync;
  /** What was loaded, by file. */
  readonly modules: Map<string, { exports: Exports }>;
}

function loadInto(loading: Loading, file: string): Exports {
  const known = loading.modules.get(file);
  if (known !== undefined) return known.exports;
  const module: { exports: Exports } = { exports: {} };
  // Before it runs: modules that import each other get what there is so far, as Node does it.
  loading.modules.set(file, module);
  const run = compileFunction(
    compile(loading, file),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file },
  );
  Reflect.apply(run, undefined, [module.exports, requireFrom(loading, file), module, file, dirname(file)]);
  return module.exports;
}

function compile({ transform }: Loading, file: string): string {
  return transform(readFileSync(file, 'utf8'), {
    filename: file,
    configFile: false,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
  }).code;
}

function requireFrom(loading: Loading, importer: string): Require {
  const nodeRequire: Require = createRequire(importer);
  return (specifier) => {
    if (specifier === OWN_PACKAGE) return adapterContract;
    if (!/^\.{0,2}\//.test(specifier)) return nodeRequire(specifier);
    const file = resolveFile(resolve(dirname(importer), specifier));
    if (file === undefined) return nodeRequire(specifier);
    return isTypeScript(file) ? loadInto(loading, file) : nodeRequire(file);
  };
}

function resolveFile(path: string): string | undefined {
  const ending = extname(path);
  const source = COMPILED_ENDINGS[ending];
  const candidates = [
    ...ENDINGS.map((added) => path + added),
    ...(source === undefined ? [] : [path.slice(0, -ending.length) + source]),
    ...ENDINGS.slice(1).map((added) => join(path, `index${added}`)),
  ];
  return candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}
