import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { DOCUMENT_TYPE_NAMES } from '../../document';
import type { syncDocuments } from '../../../workflows';
import type { Terminal } from '../terminal';

const POLL_INTERVAL_MS = 2_000;

/** Says a line for each run that did something or failed, until `signal`. */
export async function reportRuns(client: Client, terminal: Terminal, signal: AbortSignal): Promise<void> {
  let since = new Date();
  while (!signal.aborted) {
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
    const until = new Date();
    try {
      await reportClosed(client, terminal, since, until);
      since = until;
    } catch {
      // A server that is just away is reported on when it is back: `since` stays.
    }
  }
}

async function reportClosed(client: Client, terminal: Terminal, since: Date, until: Date): Promise<void> {
  const query =
    `WorkflowType = "syncDocuments" AND CloseTime > "${since.toISOString()}" AND CloseTime <= "${until.toISOString()}" ` +
    'AND ExecutionStatus != "ContinuedAsNew"';
  for await (const { workflowId, runId, status, closeTime } of client.workflow.list({ query })) {
    const time = closeTime?.toISOString().slice(11, 19) ?? '';
    if (status.name !== 'COMPLETED') {
      terminal.say(`${time}  ${workflowId}: ${status.name.toLowerCase()}, see Temporal's UI`);
      continue;
    }
    const summary = await client.workflow.getHandle<typeof syncDocuments>(workflowId, runId).result();
    if (summary.fetched === 0) continue;
    const { systemId, documentType, fetched, exported, attention } = summary;
    const waiting = attention === 0 ? '' : `, ${attention} need a person`;
    const { many } = DOCUMENT_TYPE_NAMES[documentType];
    terminal.say(`${time}  ${many} → ${systemId}: ${fetched} fetched, ${exported} exported${waiting}`);
  }
}
