import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Posting } from '../../accounting/posting';
import { isExternalReference } from '../../document';
import type { CallOptions, PostOutcome } from '../adapter';
import { personalDataOf } from '../personal-data';
import { acknowledging } from './acknowledge';
import { asContractError, withBooks, type TrytonContext } from './context';
import {
  MODELS,
  modelsOfReference,
  REFERENCE_FIELD,
  searchDocuments,
  type Model,
  type TrytonDocument,
} from './documents';
import { createDraft, isDraftOf, prepareDraft, type Draft } from './draft';
import { failureOf, type Failure } from './failure';
import type { Lookup } from './lookups';
import { isSales } from './preflight';
import { faultProblem, notBookable, refusedProblem, warningNotAcknowledged } from './problems';
import { alignTaxes } from './tax-alignment';

/** Lock conflicts pass in a second; after this many attempts Tryton is in trouble. */
const MAX_ATTEMPTS = 6;
/** Enough for the other transaction to end; times the attempt. */
const RETRY_PAUSE_MS = 100;

/**
 * Posts one document. Tryton has no unique reference, so a document is drafted first and a draft is elected: what is
 * posted already wins, else the draft with the lowest id, and the other drafts of the reference are removed *before*
 * it is posted. That order makes it safe without any lock: of two writers, the one whose draft became visible later
 * sees both, and must have removed the other's before it posts; Tryton serialises that removal with the other's
 * posting, and refuses whichever comes second.
 */
export async function post(
  context: TrytonContext,
  posting: Posting,
  { signal }: CallOptions = {},
): Promise<PostOutcome> {
  if (!isExternalReference(posting.reference)) {
    return { kind: 'rejected', problem: notBookable('The external reference is not one of ours.') };
  }
  for (let attempt = 1; ; attempt += 1) {
    const result = await attemptToPost(context, posting, signal);
    if (result.kind !== 'again') return result;
    if (attempt === MAX_ATTEMPTS) {
      if (result.error !== undefined) throw asContractError(result.error);
      return { kind: 'uncertain', reason: result.reason };
    }
    // Two writers that met are not to meet again.
    await sleep(RETRY_PAUSE_MS * attempt * (0.5 + Math.random()));
  }
}

/** Nothing was posted, for reasons of timing. */
interface Again {
  readonly kind: 'again';
  readonly reason: string;
  /** What it means where it does not pass. */
  readonly error?: unknown;
}

async function attemptToPost(
  context: TrytonContext,
  posting: Posting,
  signal?: AbortSignal,
): Promise<PostOutcome | Again> {
  try {
    return await withBooks(context, signal, (lookup) => elect(context, lookup, posting));
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    return outcomeOf(failure, posting, error);
  }
}

function outcomeOf(
  failure: Failure,
  posting: Posting,
  error: unknown,
  names = personalDataOf(posting),
): PostOutcome | Again {
  switch (failure.kind) {
    case 'refused':
      return { kind: 'rejected', problem: refusedProblem(failure.sentence, posting.date, names) };
    case 'warning':
      return { kind: 'rejected', problem: warningNotAcknowledged(failure.key, failure.sentence, names) };
    case 'fault':
      return { kind: 'rejected', problem: faultProblem(failure.reason) };
    case 'conflict':
      return { kind: 'again', reason: failure.reason };
    case 'vanished':
      return { kind: 'again', reason: failure.reason, error };
    case 'no-answer':
      return { kind: 'uncertain', reason: failure.reason };
    case 'denied':
    case 'not-ready':
      throw asContractError(error);
  }
}

async function elect(context: TrytonContext, lookup: Lookup, posting: Posting): Promise<PostOutcome | Again> {
  const before = await held(context, lookup, posting);
  const early = await postedAmong(context, lookup, before);
  if (early !== undefined) return early;
  const draft = await prepareDraft(lookup, context, posting);
  if (!draft.ok) return { kind: 'rejected', problem: draft.problem };
  try {
    if (!before.some((document) => isDraftOf(document, posting, draft.value))) {
      await createDraft(context, draft.value, lookup.signal);
    }
    // Again, after our own became visible: of two writers at least one sees both drafts.
    const documents = await held(context, lookup, posting);
    const late = await postedAmong(context, lookup, documents);
    if (late !== undefined) return late;
    const elected = documents.find((document) => isDraftOf(document, posting, draft.value));
    if (elected === undefined) return disappeared(documents, posting);
    await remove(
      context,
      lookup,
      documents.filter((document) => document !== elected),
    );
    return await postElected(context, lookup, posting, draft.value, elected);
  } catch (error) {
    return await afterRefusal(context, lookup, posting, draft.value, error);
  }
}

/** Either another writer removed it, or Tryton made something else of what was sent. */
function disappeared(documents: readonly TrytonDocument[], { lines }: Posting): PostOutcome | Again {
  if (documents.length === 0) return { kind: 'again', reason: 'another writer removed the draft' };
  return {
    kind: 'rejected',
    problem: notBookable(
      `Tryton changed date, currency or one of the ${lines.length} lines of the document when it was drafted.`,
    ),
  };
}

async function postElected(
  context: TrytonContext,
  lookup: Lookup,
  posting: Posting,
  draft: Draft,
  elected: TrytonDocument,
): Promise<PostOutcome | Again> {
  if (isSales(posting)) {
    const problem = await alignTaxes(context, lookup, posting, elected, draft);
    if (problem !== undefined) {
      await tryToRemove(context, lookup, [elected]);
      return { kind: 'rejected', problem };
    }
  }
  const { model, id } = elected;
  const call = () => context.session.call(`model.${model}.post`, [[id]], z.unknown(), lookup.signal);
  await acknowledging(context, call, lookup.signal);
  const documents = await heldAs(context, lookup, model, posting);
  return (
    (await postedAmong(context, lookup, documents)) ?? {
      kind: 'uncertain',
      reason: 'Tryton took the posting, but does not show it',
    }
  );
}

/**
 * What a refusal means is seen from what Tryton holds: another writer may have posted or removed the draft meanwhile.
 * @throws what it was given, where that is no refusal
 */
async function afterRefusal(
  context: TrytonContext,
  lookup: Lookup,
  posting: Posting,
  draft: Draft,
  error: unknown,
): Promise<PostOutcome | Again> {
  const failure = failureOf(error);
  if (failure?.kind !== 'refused' && failure?.kind !== 'warning' && failure?.kind !== 'fault') throw error;
  const documents = await held(context, lookup, posting);
  const posted = await postedAmong(context, lookup, documents);
  if (posted !== undefined) return posted;
  if (failure.kind === 'refused' && isAboutOtherWriter(failure.sentence)) {
    return { kind: 'again', reason: 'another writer changed the draft' };
  }
  // No draft is left behind that somebody might post by hand.
  await tryToRemove(context, lookup, documents);
  return outcomeOf(failure, posting, error, draft.names);
}

/** That the draft is gone, or is posted just now (trytond/ir/message.xml, account/message.xml). */
function isAboutOtherWriter(sentence: string): boolean {
  return /can ?not call "post"|don't exist|doesn't exist|do not exist|does not exist|modify (posted move|invoice)|no longer exists?/i.test(
    sentence,
  );
}

/** All documents of the reference that are not cancelled, whatever they were booked as: one model's by id. */
async function held(
  context: TrytonContext,
  lookup: Lookup,
  posting: Posting,
): Promise<readonly TrytonDocument[]> {
  const models = modelsOfReference(posting.reference);
  const found = await Promise.all(models.map((model) => heldAs(context, lookup, model, posting)));
  return found.flat();
}

function heldAs(
  { session, settings }: TrytonContext,
  { books, signal }: Lookup,
  model: Model,
  { reference }: Posting,
): Promise<readonly TrytonDocument[]> {
  const domain = [[REFERENCE_FIELD[model], '=', reference]];
  const search = { model, companyId: books.companyId, posted: false, domain };
  return searchDocuments(session, settings, search, signal);
}

async function postedAmong(
  context: TrytonContext,
  lookup: Lookup,
  documents: readonly TrytonDocument[],
): Promise<PostOutcome | undefined> {
  const receipt = documents.find(({ isPosted }) => isPosted)?.receipt;
  if (receipt === undefined || receipt === null) return undefined;
  await tryToRemove(
    context,
    lookup,
    documents.filter(({ isPosted }) => !isPosted),
  );
  return { kind: 'posted', receipt };
}

/** @throws {TrytonCallError} `refused` where one of them was posted meanwhile */
async function remove(
  { session }: TrytonContext,
  { signal }: Lookup,
  documents: readonly TrytonDocument[],
): Promise<void> {
  for (const model of MODELS) {
    const ids = documents.filter((document) => document.model === model).map(({ id }) => id);
    if (ids.length > 0) await session.call(`model.${model}.delete`, [ids], z.unknown(), signal);
  }
}

/** Where the outcome is certain already: a draft that stays is harmless, as it is never posted beside another. */
async function tryToRemove(...given: Parameters<typeof remove>): Promise<void> {
  try {
    await remove(...given);
  } catch (error) {
    if (failureOf(error) === undefined) throw error;
  }
}
