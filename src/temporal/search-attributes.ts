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

/** Twice as long as a cluster takes, and some. */
const KNOWN_TIMEOUT_MS = 30_000;
const LOOK_INTERVAL_MS = 200;

export interface SearchAttributeState {
  readonly missing: readonly string[];
  readonly ofOtherType: readonly string[];
}

/**
 * Which of our search attributes a namespace lacks, and which it holds with another type. Changes nothing. Where we may not
 * look (Temporal Cloud), a query tells: it is refused as long as one is missing.
 */
export async function searchAttributeState(client: Client, namespace: string): Promise<SearchAttributeState> {
  try {
    return await listedState(client, namespace);
  } catch (error) {
    if (!hasCode(error, REFUSALS)) throw error;
    const areThere = await areTaken(client, namespace);
    return { missing: areThere ? [] : SEARCH_ATTRIBUTE_KEYS.map(({ name }) => name), ofOtherType: [] };
  }
}

async function listedState(client: Client, namespace: string): Promise<SearchAttributeState> {
  const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
  const missing = SEARCH_ATTRIBUTE_KEYS.filter(({ name }) => !(name in customAttributes));
  const ofOtherType = SEARCH_ATTRIBUTE_KEYS.filter(
    ({ name, type }) =>
      name in customAttributes && Number(customAttributes[name]) !== INDEXED_VALUE_TYPES[type],
  );
  return { missing: missing.map(({ name }) => name), ofOtherType: ofOtherType.map(({ name }) => name) };
}

/** The command for a person who may do what workers may not everywhere. */
export function createCommand(namespace: string, name: string): string {
  return `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${typeNameOf(name)}`;
}

/** The same for Temporal Cloud, which takes search attributes from nobody but its own tools; all in one call. */
export function cloudCommand(namespace: string, names: readonly string[]): string {
  const attributes = names.map((name) => `--search-attribute "${name}=${typeNameOf(name)}"`);
  return `tcld namespace search-attributes add --namespace ${namespace} ${attributes.join(' ')}`;
}

function typeNameOf(name: string): string {
  const type = SEARCH_ATTRIBUTE_KEYS.find((key) => key.name === name)?.type;
  return type === SearchAttributeType.INT ? 'Int' : 'Keyword';
}

/**
 * Registers our search attributes where they are missing: a workflow that sets an unknown one would not start.
 * @throws with the commands for a person with more rights (Temporal Cloud does not let workers do this)
 */
export async function registerSearchAttributes(client: Client, namespace: string): Promise<void> {
  const { missing } = await searchAttributeState(client, namespace);
  try {
    if (missing.length > 0) await addSearchAttributes(client, namespace, missing);
  } catch (error) {
    // Of several workers that start at once, one registers them; the others are told that they are there.
    if (!hasCode(error, REFUSALS) && (await becomeKnown(client, namespace))) return;
    throw cannotRegister(namespace, missing, error);
  }
  // Registered by us or, just now, by another worker: a schedule that names what the server has not read yet would be refused.
  await becomeKnown(client, namespace);
}

async function addSearchAttributes(
  client: Client,
  namespace: string,
  names: readonly string[],
): Promise<void> {
  const keys = SEARCH_ATTRIBUTE_KEYS.filter(({ name }) => names.includes(name));
  await client.connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(keys.map(({ name, type }) => [name, INDEXED_VALUE_TYPES[type]])),
  });
}

function cannotRegister(namespace: string, names: readonly string[], error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const commands = names.map((name) => `  ${createCommand(namespace, name)}`).join('\n');
  return new Error(
    `the search attributes of traede-erp-sync could not be registered in the namespace ${namespace} (${reason}); ` +
      `let somebody who may do it run:\n${commands}\n` +
      `or, on Temporal Cloud (its UI has them under Namespaces › Edit, too):\n  ${cloudCommand(namespace, names)}\n` +
      'then start the worker again',
    { cause: error },
  );
}

/** gRPC's codes for what trying again does not mend: PERMISSION_DENIED, UNIMPLEMENTED, UNAUTHENTICATED. */
const REFUSALS: readonly unknown[] = [7, 12, 16];

function hasCode(error: unknown, codes: readonly unknown[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(error.code);
}

/**
 * Waits until the server takes our search attributes. Its list tells of them at once; what checks a schedule or a query reads
 * them anew every ten seconds.
 */
async function becomeKnown(client: Client, namespace: string): Promise<boolean> {
  const deadline = Date.now() + KNOWN_TIMEOUT_MS;
  for (;;) {
    const { missing } = await searchAttributeState(client, namespace);
    if (missing.length === 0 && (await areTaken(client, namespace))) return true;
    if (Date.now() > deadline) return false;
    await sleep(LOOK_INTERVAL_MS);
  }
}

/** A query that finds nothing, and is refused as long as one of the names is unknown. */
async function areTaken(client: Client, namespace: string): Promise<boolean> {
  const names = SEARCH_ATTRIBUTE_KEYS.map(({ name }) => `${name} IS NULL`).join(' OR ');
  const query = `WorkflowId = 'nobody' AND (${names})`;
  try {
    await client.workflowService.countWorkflowExecutions({ namespace, query });
    return true;
  } catch (error) {
    if (hasCode(error, [INVALID_ARGUMENT])) return false;
    throw error;
  }
}

/** gRPC's code */
const INVALID_ARGUMENT = 3;
