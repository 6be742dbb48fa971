import { parseArgs } from 'node:util';
import { CANDIDATES, type CandidateName } from './candidates';

export interface Arguments {
  readonly candidates: readonly CandidateName[];
  readonly erpLatenciesMs: readonly number[];
  readonly documents: number;
  readonly rounds: number;
  /** The product's `sync` settings; empty: its defaults. */
  readonly tuning: Readonly<Record<string, number>>;
  /** Judge the latest results instead of measuring. */
  readonly check: boolean;
  /** Keep the results as the latest ones, and draw them. */
  readonly keep: boolean;
}

export const USAGE = `npm run bench -- [options]
  --candidates NAME,…     ${CANDIDATES.join(', ')}; default all
  --erp-ms MS,…           answer times of the ERP; default 0,20,100,400
  --documents N           documents in a measured run, fewer where that takes long; default 8000
  --rounds N              default 5
  --page-size N, --batch-size N, --batches-in-flight N
                          settings of the product (sync in sync.config.yaml); default: its own
  --keep                  write bench/results/latest.json and the chart of docs/performance.md, beside what is kept of other
                          answer times; default when everything is measured
  --check                 measure nothing; exit 1 where the latest results miss a goal`;

/** @throws {Error} an option that is none */
export function readArguments(words: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      candidates: { type: 'string', default: CANDIDATES.join(',') },
      'erp-ms': { type: 'string', default: '0,20,100,400' },
      documents: { type: 'string', default: '8000' },
      rounds: { type: 'string', default: '5' },
      'page-size': { type: 'string' },
      'batch-size': { type: 'string' },
      'batches-in-flight': { type: 'string' },
      keep: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const tuning = {
    pageSize: values['page-size'],
    batchSize: values['batch-size'],
    batchesInFlight: values['batches-in-flight'],
  };
  return {
    candidates: values.candidates.split(',').map(candidateNamed),
    erpLatenciesMs: values['erp-ms'].split(',').map((text) => count('erp-ms', text)),
    documents: count('documents', values.documents),
    rounds: count('rounds', values.rounds),
    tuning: Object.fromEntries(
      Object.entries(tuning).flatMap(([name, text]) =>
        text === undefined ? [] : [[name, count(name, text)]],
      ),
    ),
    check: values.check,
    keep: values.keep || words.length === 0,
  };
}

function candidateNamed(text: string): CandidateName {
  const name = CANDIDATES.find((known) => known === text);
  if (name === undefined) throw new Error(`no candidate is named "${text}": ${CANDIDATES.join(', ')}`);
  return name;
}

function count(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`${option} is a number, not "${text}"`);
}
