import type { Client } from '@temporalio/client';
import { SearchAttributeType, type SearchAttributeType as AttributeType } from '@temporalio/common';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/search-attributes';

/** The server's own numbers for the types (temporal.api.enums.v1.IndexedValueType). */
const INDEXED_VALUE_TYPES: Readonly<Record<AttributeType, number>> = {
  [SearchAttributeType.TEXT]: 1,
  [SearchAttributeType.KEYWORD]: 2,
  [SearchAttributeType.INT]: 3,
  [SearchAttributeType.DOUBLE]: 4,
  [SearchAttributeType.BOOL]: 5,
  [SearchAttributeType.DATETIME]: 6,
  [SearchAttributeType.KEYWORD_LIST]: 7,
};

/**
 * Registers our search attributes where they are missing: a workflow that sets an unknown one would not start.
 * @throws with the commands for a person with more rights (Temporal Cloud does not let workers do this)
 */
export async function registerSearchAttributes(client: Client, namespace: string): Promise<void> {
  const { operatorService } = client.connection;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTE_KEYS.filter(({ name }) => !(name in customAttributes));
  if (missing.length === 0) return;
  try {
    await operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(
        missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type]]),
      ),
    });
  } catch (error) {
    const commands = missing.map(
      ({ name, type }) =>
        `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type === SearchAttributeType.INT ? 'Int' : 'Keyword'}`,
    );
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the search attributes of traede-erp-sync could not be registered in the namespace ${namespace} (${reason}); ` +
        `let somebody who may do it run:\n${commands.join('\n')}`,
      { cause: error },
    );
  }
}
