import { runQuery, type RunView } from './runs';

/** Where Temporal's UI is, as far as it is known. */
export interface UiAddress {
  readonly uiUrl: string | undefined;
  readonly namespace: string;
}

/** Links into Temporal's UI; `undefined` where its address is not known. */
export function uiLink({ uiUrl, namespace }: UiAddress, path = 'workflows'): string | undefined {
  return uiUrl === undefined ? undefined : `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/${path}`;
}

/** The list of workflows under a filter. */
export function listLink(address: UiAddress, query: string): string | undefined {
  return uiLink(address, `workflows?query=${encodeURIComponent(query)}`);
}

export function runLink(
  address: UiAddress,
  { workflowId, runId }: Pick<RunView, 'workflowId' | 'runId'>,
): string | undefined {
  return uiLink(address, `workflows/${encodeURIComponent(workflowId)}/${runId}`);
}

/** What waits for a person; all, or for one cause. */
export function waitingLink(address: UiAddress, problem?: string): string | undefined {
  const cause = problem === undefined ? '' : ` AND SyncProblem="${problem}"`;
  return listLink(address, `SyncStatus="needs-attention"${cause}`);
}

/** Everything that ran for a document, by the number that is printed on it. */
export function documentNumberLink(address: UiAddress, number: string): string | undefined {
  return listLink(address, `DocumentNumber="${number.replaceAll(/["\\]/g, '')}"`);
}

/** The runs of a flow. */
export function runsLink(address: UiAddress, filter: Parameters<typeof runQuery>[0]): string | undefined {
  return listLink(address, runQuery(filter));
}
