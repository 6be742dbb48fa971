import { setTimeout as sleep } from 'node:timers/promises';
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

const KNOWN_TIMEOUT_MS = 20_000;
const LOOK_INTERVAL_MS = 200;

/** Which of our search attributes a namespace lacks, and which it holds with another type. Changes nothing. */
export async function searchAttributeState(
  client: Client,
  namespace: string,
): Promise<{ readonly missing: readonly string[]; readonly ofOtherType: readonly string[] }> {
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTE_KEYS.filter(({ name }) => !(name in customAttributes));
  const ofOtherType = SEARCH_ATTRIBUTE_KEYS.filter(
    ({ name, type }) =>
      name in customAttributes && Number(customAttributes[name]) !== INDEXED_VALUE_TYPES[type],
  );
  return { missing: missing.map(({ name }) => name), ofOtherType: ofOtherType.map(({ name }) => name) };
}

/** The command for a person who may do what workers may not everywhere (Temporal Cloud). */
export function createCommand(namespace: string, name: string): string {
  const type = SEARCH_ATTRIBUTE_KEYS.find((key) => key.name === name)?.type;
  const typeName = type === SearchAttributeType.INT ? 'Int' : 'Keyword';
  return `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${typeName}`;
}

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
    // Of several workers that start at once, one registers them; the others are told that they are there.
    if (await becomeKnown(client, namespace)) return;
    const commands = missing.map(({ name }) => `  ${createCommand(namespace, name)}`);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `the search attributes of traede-erp-sync could not be registered in the namespace ${namespace} (${reason}); ` +
        `let somebody who may do it run:\n${commands.join('\n')}`,
      { cause: error },
    );
  }
  // A schedule that names an attribute which the server has not read yet would be refused.
  await becomeKnown(client, namespace);
}

/** Waits until the server tells of our search attributes: a cluster reads them anew every ten seconds. */
async function becomeKnown(client: Client, namespace: string): Promise<boolean> {
  const deadline = Date.now() + KNOWN_TIMEOUT_MS;
  for (;;) {
    const { missing } = await searchAttributeState(client, namespace);
    if (missing.length === 0) return true;
    if (Date.now() > deadline) return false;
    await sleep(LOOK_INTERVAL_MS);
  }
}
