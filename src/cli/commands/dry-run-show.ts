import type { Posting } from '../../accounting/posting';
import type { ErpConfig } from '../../config/config';
import { DOCUMENT_TYPE_NAMES, type DocumentId, type DocumentKey, type DocumentType } from '../../document';
import { bookedLines, type BookedLine, type KnownAccounts } from '../../dry-run/booked-lines';
import { dryRunOne } from '../../dry-run/dry-run';
import type { Examined, Verdict } from '../../dry-run/verdict';
import { formatAmount, sum } from '../../money';
import { Cleanup } from '../cleanup';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT, type ExitCode } from '../exit-codes';
import { openDryRun } from '../open-dry-run';
import { table } from '../terminal';

/** Shows the lines that one waiting document would make in the books. */
export async function dryRunShow(context: CommandContext, key: DocumentKey): Promise<ExitCode> {
  const cleanup = new Cleanup();
  try {
    const opened = (await openDryRun(context, cleanup)).find(
      ({ system }) => system.systemId === key.systemId,
    );
    const examined =
      opened === undefined ? undefined : await dryRunOne(opened.system, key.documentType, key.documentId);
    if (opened === undefined || examined === undefined) throw notListed(key.documentType, key.documentId);
    const shown = toJson(key, examined, knownAccounts(opened.config.erp));
    context.terminal.result(shown, () => print(shown));
    return shown.verdict === 'problem' ? EXIT.attention : EXIT.ok;
  } finally {
    for (const failure of await cleanup.run()) context.terminal.say(`could not end ${failure}`);
  }
}

function notListed(documentType: DocumentType, documentId: DocumentId): CommandError {
  const { one } = DOCUMENT_TYPE_NAMES[documentType];
  return new CommandError(
    `TRAEDE lists no booked ${one} with id ${documentId} among those not yet exported; the id is TRAEDE's, not the printed ` +
      `number. What was exported: traede-sync document show ${documentType} ${documentId}`,
  );
}

function knownAccounts(erp: ErpConfig): KnownAccounts {
  const receivable = 'receivableAccount' in erp ? erp.receivableAccount : undefined;
  const tax = 'taxAccount' in erp ? erp.taxAccount : undefined;
  return { receivable: receivable ?? null, tax: tax ?? null };
}

function toJson(key: DocumentKey, { number, verdict }: Examined, known: KnownAccounts) {
  const posting = 'posting' in verdict ? verdict.posting : undefined;
  return {
    ...key,
    number,
    verdict: verdict.kind,
    problem: 'problem' in verdict ? verdict.problem : null,
    explanation: explanationOf(verdict),
    entry: posting === undefined ? null : entryJson(posting, known),
  };
}

function explanationOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'to-post':
      return verdict.ownDay === undefined
        ? 'would be posted'
        : `would be posted on the first open day, as its own (${verdict.ownDay}) is closed`;
    case 'posted':
      return `is in the ERP already, as ${verdict.receipt.number}: it would only be marked`;
    case 'held':
      return `would be held back: ${verdict.reason}`;
    case 'skipped':
      return 'was skipped by a person: it would be left where it is';
    case 'before-go-live':
      return 'is dated before go-live: it would be left alone';
    case 'problem':
      return `would wait for a person (${verdict.problem.code})`;
  }
}

function entryJson(posting: Posting, known: KnownAccounts) {
  const lines = bookedLines(posting, known);
  return {
    kind: posting.kind,
    externalReference: posting.reference,
    date: posting.date,
    currency: posting.currency,
    lines: lines.map((line) => ({
      ...line,
      debit: formatAmount(line.debit),
      credit: formatAmount(line.credit),
    })),
    debit: formatAmount(sum(lines.map(({ debit }) => debit))),
    credit: formatAmount(sum(lines.map(({ credit }) => credit))),
  };
}

type Shown = ReturnType<typeof toJson>;

/** Longer texts would break the table. */
const MAX_TEXT_LENGTH = 48;

function print({ documentType, documentId, number, explanation, problem, entry }: Shown): string {
  const name = `${DOCUMENT_TYPE_NAMES[documentType].one}${number === null ? '' : ` ${number}`} (id ${documentId})`;
  return [
    `${name} ${explanation}. Nothing was posted.`,
    ...(problem === null ? [] : [`  ${problem.message}`, `  → ${problem.remedy}`]),
    ...(entry === null ? [] : ['', ...printEntry(entry)]),
  ].join('\n');
}

function printEntry(entry: NonNullable<Shown['entry']>): readonly string[] {
  const rows = entry.lines.map(({ account, what, text, debit, credit, taxCode }) => [
    account ?? UNKNOWN_ACCOUNT[what],
    text.length > MAX_TEXT_LENGTH ? `${text.slice(0, MAX_TEXT_LENGTH - 1)}…` : text,
    debit === NO_AMOUNT ? '' : debit,
    credit === NO_AMOUNT ? '' : credit,
    taxCode ?? '',
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  return [
    `${entry.date}  ${entry.currency}  ${entry.externalReference}`,
    '',
    table(
      [{ title: 'account' }, { title: 'text' }, right('debit'), right('credit'), { title: 'VAT code' }],
      [...rows, ['', 'sum', entry.debit, entry.credit, '']],
    ),
  ];
}

const NO_AMOUNT = '0.00';

/** What the ERP knows, and the configuration need not. */
const UNKNOWN_ACCOUNT: Readonly<Record<BookedLine['what'], string>> = {
  receivable: "(ERP's receivable)",
  VAT: "(ERP's VAT account)",
  revenue: '(none)',
  entry: '(none)',
};
