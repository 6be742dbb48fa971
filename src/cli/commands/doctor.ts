import type { Finding, FindingOutcome } from '../../doctor/finding';
import { examineEverything, type ExaminationOptions } from '../examine-everything';
import { EXIT, type ExitCode } from '../exit-codes';
import type { Terminal } from '../terminal';

export interface DoctorOptions extends ExaminationOptions {
  readonly terminal: Terminal;
}

/** Says what is well and what is not, each with what to do. */
export async function doctor({ terminal, ...options }: DoctorOptions): Promise<ExitCode> {
  const findings = await examineEverything(options);
  const exitCode = findings.some(({ outcome }) => outcome === 'failed') ? EXIT.failed : EXIT.ok;
  const result = { ok: exitCode === EXIT.ok, exitCode, counts: countOutcomes(findings), findings };
  terminal.result(result, () => print(findings));
  return exitCode;
}

function countOutcomes(findings: readonly Finding[]): Readonly<Record<FindingOutcome, number>> {
  const count = (wanted: FindingOutcome): number =>
    findings.filter(({ outcome }) => outcome === wanted).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    note: count('note'),
    'not-looked-at': count('not-looked-at'),
  };
}

const WORDS: Readonly<Record<FindingOutcome, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  note: 'note',
  'not-looked-at': '-',
};
const WORD_WIDTH = 8;

function print(findings: readonly Finding[]): string {
  const areas = [...new Set(findings.map((finding) => finding.area))];
  const { passed, failed, note, 'not-looked-at': notLookedAt } = countOutcomes(findings);
  return [
    ...areas.flatMap((name) => [
      '',
      name,
      ...findings.filter((one) => one.area === name).flatMap(printFinding),
    ]),
    '',
    `${passed} passed, ${failed} failed, ${note} notes, ${notLookedAt} not looked at`,
  ]
    .join('\n')
    .trimStart();
}

function printFinding({ outcome, subject, detail, remedy }: Finding): readonly string[] {
  const indent = ' '.repeat(WORD_WIDTH + 2);
  const lines = `${subject}: ${detail}`.split('\n').join(`\n${indent}`);
  return [
    `  ${WORDS[outcome].padEnd(WORD_WIDTH)}${lines}`,
    ...(remedy === null ? [] : [`${indent}→ ${remedy}`]),
  ];
}
