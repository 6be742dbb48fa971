import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { temporal } from '@temporalio/proto';
import type { Client } from '@temporalio/client';
import { z } from 'zod';

/** A text in which nothing may be found, and where it came from. */
export interface Place {
  readonly where: string;
  readonly text: string;
}

interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** All that Temporal's server holds of every workflow: history in both forms, description, schedules. */
export async function temporalPlaces(client: Client): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const { workflowId, runId } of await executions(client)) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const history = await handle.fetchHistory();
    const bytes = temporal.api.history.v1.History.encode(history).finish();
    const { raw } = await handle.describe();
    places.push(
      { where: `history of ${workflowId}, as bytes`, text: Buffer.from(bytes).toString('latin1') },
      { where: `history of ${workflowId}, as JSON`, text: historyToJSON(history) },
      { where: `description of ${workflowId}`, text: JSON.stringify(raw) },
    );
  }
  for await (const { scheduleId } of client.schedule.list()) {
    const { raw } = await client.schedule.getHandle(scheduleId).describe();
    places.push({ where: `schedule ${scheduleId}`, text: JSON.stringify(raw) });
  }
  return places;
}

async function executions(client: Client): Promise<readonly Execution[]> {
  const found: Execution[] = [];
  for await (const { workflowId, runId } of client.workflow.list()) found.push({ workflowId, runId });
  return found;
}

const csrfCookie = z.string().regex(/_csrf=[^;]+/);

/** What the pages of Temporal's UI are made from: it asks its own server by HTTP. */
export async function uiPlaces(uiUrl: string, client: Client): Promise<readonly Place[]> {
  const api = `${uiUrl}/api/v1/namespaces/default`;
  const places: Place[] = [];
  const read = async (path: string, init?: RequestInit): Promise<void> => {
    const response = await fetch(`${api}${path}`, init);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`the UI answered ${response.status} for ${path}: ${text.slice(0, 200)}`);
    places.push({ where: `the UI's ${path}`, text });
  };
  const cookie = csrfCookie.parse((await fetch(uiUrl)).headers.get('set-cookie'));
  const token = /_csrf=([^;]+)/.exec(cookie)?.[1] ?? '';
  await read('/workflows?pageSize=100');
  await read('/schedules');
  for (const { workflowId, runId } of await executions(client)) {
    const workflow = `/workflows/${encodeURIComponent(workflowId)}`;
    const run = `execution.runId=${runId}`;
    await read(`${workflow}?${run}`);
    await read(`${workflow}/history?${run}&maximumPageSize=1000`);
    await read(`${workflow}/query/__temporal_workflow_metadata`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': token, cookie: `_csrf=${token}` },
      body: JSON.stringify({
        execution: { workflowId, runId },
        query: { queryType: '__temporal_workflow_metadata' },
      }),
    });
  }
  return places;
}
