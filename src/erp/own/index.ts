import type { ErpAdapter } from '../adapter';
import { assertAdapter } from './adapter-shape';
import { loadAdapter, nameOf, reasonOf, type ModuleSource } from './load-adapter';
import { withOwnErrors } from './own-errors';
import { OwnAdapterError, type AdapterSetup } from './setup';

export { loadAdapter, type ModuleSource } from './load-adapter';
export { NotWrittenError } from './not-written';
export { OwnAdapterError, type AdapterSetup, type CreateAdapter } from './setup';

/**
 * Loads an adapter of a user's own, makes it, and looks that it is one.
 * @throws {OwnAdapterError} naming the module and the remedy
 */
export async function openOwnAdapter(source: ModuleSource, setup: AdapterSetup): Promise<ErpAdapter> {
  const create = await loadAdapter(source);
  const name = nameOf(source);
  let adapter: unknown;
  try {
    adapter = await create(setup);
  } catch (error) {
    throw new OwnAdapterError(
      `The adapter ${name} refuses its options for system "${setup.systemId}": ${reasonOf(error)}`,
      { cause: error },
    );
  }
  assertAdapter(adapter, name);
  return withOwnErrors(adapter);
}
