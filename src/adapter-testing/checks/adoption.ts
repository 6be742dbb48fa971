import type { SalesPosting } from '../../accounting/posting';
import type { Adoption, LinkOutcome, UnlinkedDocument } from '../../erp/adoption';
import { formatAmount } from '../../money';
import { checkIfAble, checksOf, missing, type Check, type CheckContext } from '../check';
import { fail } from '../expectations';

/** For adapters that say how what others posted becomes ours; for all others there is nothing to look at. */
export const ADOPTION_CHECKS: readonly Check[] = checksOf('adoption', [
  checkOfAdoption('what others posted is listed as it is, and nothing of ours', async (context, adoption) => {
    const ours = context.documents.invoice();
    await context.adapter.post(ours);
    const posting = context.documents.invoice();
    const document = await entered(context, adoption, posting);
    const held = `${formatAmount(document.total)} ${document.currency} on ${document.date}`;
    const sent = `${formatAmount(posting.totals.total)} ${posting.currency} on ${posting.date}`;
    if (held !== sent) fail(`unlinked shows ${held} for a document of ${sent}.`);
    if (document.kind !== posting.kind) fail(`unlinked shows an ${posting.kind} as ${document.kind}.`);
    if (document.customer?.values.some((value) => value === customerOf(posting, document)) !== true) {
      fail('unlinked does not name the customer by what a posting finds it: see customer.by.');
    }
    if ((await listed(context, adoption)).some(({ texts }) => texts.includes(ours.reference))) {
      fail('unlinked shows a document that bears a reference of ours: leave it out.');
    }
  }),
  checkOfAdoption('a linked document is found under its reference, as it was', async (context, adoption) => {
    const posting = context.documents.invoice();
    const document = await entered(context, adoption, posting);
    expectLinked(await adoption.link(document, posting.reference));
    expectLinked(await adoption.link(document, posting.reference));
    const receipt = (await context.adapter.find([posting.reference])).get(posting.reference);
    if (receipt?.erpId !== document.erpId)
      fail('link answered "linked", and find does not show the document.');
    const isSame = receipt.total.eq(document.total) && receipt.date === document.date;
    if (!isSame || receipt.number !== document.number)
      fail('link changed the document: write the reference only.');
    if ((await context.count(posting.reference)) !== 1)
      fail('link made another document: it must post nothing.');
    if ((await listed(context, adoption)).some(({ erpId }) => erpId === document.erpId)) {
      fail('unlinked still shows the document after it was linked.');
    }
  }),
  checkOfAdoption('a document that is not what it was is refused', async (context, adoption) => {
    const posting = context.documents.invoice();
    const document = await entered(context, adoption, posting);
    const changed = { ...document, net: document.net.plus('0.01'), total: document.total.plus('0.01') };
    expectRefused(await adoption.link(changed, posting.reference), 'changed');
    if ((await context.count(posting.reference)) !== 0) fail('it was linked all the same.');
  }),
  checkOfAdoption(
    'one reference is one document, and one document has one reference',
    async (context, adoption) => {
      const [posting, other] = [context.documents.invoice(), context.documents.invoice()];
      const document = await entered(context, adoption, posting);
      const another = await entered(context, adoption, other);
      expectLinked(await adoption.link(document, posting.reference));
      expectRefused(await adoption.link(another, posting.reference), 'reference-taken');
      expectRefused(await adoption.link(document, other.reference), 'linked-elsewhere');
      if ((await context.count(posting.reference)) !== 1) fail('two documents stand under one reference.');
    },
  ),
]);

function checkOfAdoption(
  name: string,
  run: (context: CheckContext, adoption: Adoption) => Promise<void>,
): Check {
  return checkIfAble('adoption', name, async (context) => {
    const { adoption } = context.adapter;
    if (adoption?.kinds.includes('invoice') === true) await run(context, adoption);
  });
}

async function listed(context: CheckContext, adoption: Adoption): Promise<readonly UnlinkedDocument[]> {
  const { openDay } = context.facts;
  const found: UnlinkedDocument[] = [];
  for await (const document of adoption.unlinked({ from: openDay, to: openDay })) found.push(document);
  return found;
}

/** Posted past us, as `unlinked` shows it. */
async function entered(
  context: CheckContext,
  adoption: Adoption,
  posting: SalesPosting,
): Promise<UnlinkedDocument> {
  if (context.enterAsOthers === undefined) return missing('enterAsOthers (of what open gives)', 'adoption');
  await context.enterAsOthers(posting);
  const document = (await listed(context, adoption)).find(
    ({ number, texts }) => number === posting.documentNumber || texts.includes(posting.documentNumber),
  );
  return document ?? fail(`unlinked does not show what others posted as ${posting.documentNumber}.`);
}

function customerOf({ customer }: SalesPosting, { customer: key }: UnlinkedDocument): string | null {
  return key === null ? null : customer[key.by];
}

function expectLinked(outcome: LinkOutcome): void {
  if (outcome.kind !== 'linked') fail(`link answered ${told(outcome)} instead of "linked".`);
}

function expectRefused(outcome: LinkOutcome, why: string): void {
  if (outcome.kind === 'refused' && outcome.why === why) return;
  fail(`link answered ${told(outcome)} instead of "refused: ${why}".`);
}

function told(outcome: LinkOutcome): string {
  return outcome.kind === 'refused' ? `"refused: ${outcome.why}"` : `"${outcome.kind}"`;
}
