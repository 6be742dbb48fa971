import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import { isExternalReference } from '../../document';
import type { Problem } from '../../problem';
import type { CallOptions, PostOutcome } from '../adapter';
import { findClaims, MOVE } from './claim';
import { asContractError, lookupOf, type Lookup, type OdooContext } from './context';
import { findCodes, readDocuments, receiptOf, type OdooDocument } from './documents';
import { claimDraft, isHeadedAs, prepareDraft, settleDraft, writeLines, type Draft } from './draft';
import { failureOf, isPerhapsFalseAlarm, type Failure } from './failure';
import { externalId } from './external-id';
import { namesIn, preflight } from './preflight';
import { claimed, faultProblem, notBookable, refusedProblem } from './problems';

/** Conflicts pass in a second; after this many attempts Odoo is in trouble. */
const MAX_ATTEMPTS = 6;
/** Enough for the other transaction to end; times the attempt. */
const RETRY_PAUSE_MS = 100;

/**
 * Posts one document. Its claim is an external id, which Odoo's database holds once and makes in one transaction with
 * the draft: of several writers one claims, the others find its draft. Whoever works on it then writes the same lines
 * over, and posts that very draft; Odoo posts it once, and lets nobody write to or remove what is posted.
 */
export async function post(
  context: OdooContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<PostOutcome> {
  if (!isExternalReference(posting.reference)) {
    return { kind: 'rejected', problem: notBookable('The external reference is not one of ours.') };
  }
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptToPost(context, posting, signal);
    if (result.kind !== 'again') return result;
    if (attempt === MAX_ATTEMPTS) return result.otherwise;
    // Two writers that met are not to meet again.
    await sleep(RETRY_PAUSE_MS * attempt * (0.5 + Math.random()));
  }
}

/** Nothing was posted, for reasons of timing; `otherwise` holds when that does not pass. */
interface Again {
  readonly kind: 'again';
  readonly otherwise: PostOutcome;
}

function again(reason: string): Again {
  return { kind: 'again', otherwise: { kind: 'uncertain', reason } };
}

async function attemptToPost(
  context: OdooContext,
  posting: Posting,
  signal?: AbortSignal,
): Promise<PostOutcome | Again> {
  try {
    return await examine(context, await lookupOf(context, signal), posting);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return outcomeOf(failure, error, namesIn(posting));
  }
}

function outcomeOf(failure: Failure, error: unknown, names: readonly string[]): PostOutcome | Again {
  switch (failure.kind) {
    case 'refused': {
      const rejected = { kind: 'rejected', problem: refusedProblem(failure.sentence, names) } as const;
      return isPerhapsFalseAlarm(failure.sentence) ? { kind: 'again', otherwise: rejected } : rejected;
    }
    case 'fault':
      return { kind: 'rejected', problem: faultProblem(failure.reason) };
    case 'gone':
    case 'conflict':
      return again(failure.reason);
    case 'no-answer':
      return { kind: 'uncertain', reason: failure.reason };
    case 'denied':
    case 'not-ready':
      throw asContractError(error);
  }
}

/** Looks what the reference stands for, and goes on from there. */
async function examine(context: OdooContext, lookup: Lookup, posting: Posting): Promise<PostOutcome | Again> {
  const held = await findHeld(lookup, posting);
  if (held.kind === 'posted') return receiptFor(lookup, posting, held.document);
  if (held.kind === 'unusable') return { kind: 'rejected', problem: held.problem };
  const looked = await preflight(lookup, context.settings, posting);
  if (!looked.ok) return { kind: 'rejected', problem: looked.problem };
  const prepared = await prepareDraft(lookup, context.settings, looked.value);
  if (!prepared.ok) return { kind: 'rejected', problem: prepared.problem };
  const draft = prepared.value;
  try {
    const id = await ownDraft(lookup, held, draft);
    await writeLines(lookup, id, draft);
    const problem = await settleDraft(lookup, id, draft);
    if (problem !== undefined) {
      await tryToRemove(lookup, id);
      return { kind: 'rejected', problem };
    }
    await lookup.session.call(
      { model: MOVE, method: 'action_post', ids: [id], result: z.unknown() },
      lookup.signal,
    );
  } catch (error) {
    return afterRefusal(lookup, draft, error);
  }
  const after = await findHeld(lookup, posting);
  return after.kind === 'posted'
    ? receiptFor(lookup, posting, after.document, draft)
    : again('Odoo took the posting, but does not show it');
}

/** What a reference stands for in Odoo. */
type Held =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'draft' | 'posted'; readonly document: OdooDocument }
  | { readonly kind: 'unusable'; readonly problem: Problem };

async function findHeld(lookup: Lookup, { reference }: Posting): Promise<Held> {
  const id = (await findClaims(lookup, [reference])).get(reference);
  if (id === undefined) return { kind: 'nothing' };
  const [document] = await readDocuments(lookup, { ids: [id] });
  if (document === undefined) return elsewhere(lookup, id, reference);
  if (document.state !== 'cancel') return { kind: document.state, document };
  const message = `Odoo holds the document as ${document.number}, cancelled.`;
  const remedy = 'Set it back to draft in Odoo to have it posted, or skip the document';
  return { kind: 'unusable', problem: claimed(message, remedy) };
}

/** Of another company, or removed past Odoo; one that was removed in Odoo has lost its external id with it. */
async function elsewhere(lookup: Lookup, id: number, reference: Posting['reference']): Promise<Held> {
  const again = await findClaims(lookup, [reference]);
  // Removed between the two look-ups.
  if (again.get(reference) !== id) return { kind: 'nothing' };
  const message = `Odoo's external id ${externalId(reference)} belongs to a document that is not one of this company.`;
  const remedy = 'Check erp.company, or remove the external id in Odoo if its document is gone';
  return { kind: 'unusable', problem: claimed(message, remedy) };
}

async function receiptFor(
  lookup: Lookup,
  { reference }: Posting,
  document: OdooDocument,
  draft?: Draft,
): Promise<PostOutcome> {
  const receipt = receiptOf(reference, document, await findCodes(lookup, [document], draft?.codes));
  return receipt === undefined
    ? { kind: 'uncertain', reason: 'Odoo shows the document without a date' }
    : { kind: 'posted', receipt };
}

/** The draft that an earlier attempt, or another writer, left; else a new one. */
async function ownDraft(lookup: Lookup, held: Held, draft: Draft): Promise<number> {
  if (held.kind === 'draft') {
    if (isHeadedAs(draft, held.document)) return held.document.id;
    // What the document said then is not what it says now.
    await remove(lookup, held.document.id);
  }
  return claimDraft(lookup, draft);
}

/**
 * What a refusal means is seen from what Odoo holds: another writer may have posted or removed the draft meanwhile.
 * @throws what it was given, where that is no refusal
 */
async function afterRefusal(lookup: Lookup, draft: Draft, error: unknown): Promise<PostOutcome | Again> {
  const failure = failureOf(error);
  if (failure?.kind !== 'refused' && failure?.kind !== 'fault') throw error;
  const held = await findHeld(lookup, draft.posting);
  if (held.kind === 'posted') return receiptFor(lookup, draft.posting, held.document, draft);
  const outcome = outcomeOf(failure, error, draft.names);
  // No draft is left behind that somebody might post by hand.
  if (held.kind === 'draft' && outcome.kind === 'rejected') await tryToRemove(lookup, held.document.id);
  return outcome;
}

async function remove({ session, signal }: Lookup, id: number): Promise<void> {
  await session.call({ model: MOVE, method: 'unlink', ids: [id], result: z.unknown() }, signal);
}

/** Where the outcome is certain already: a draft that stays is harmless, as it keeps the claim. */
async function tryToRemove(lookup: Lookup, id: number): Promise<void> {
  try {
    await remove(lookup, id);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
  }
}
