import Table from 'cli-table3';
import { TITLES } from './candidates';
import type { Ratio, Result, Results } from './results';

/** What a person reads after a measurement. */
export function tableOf({ results, ratios }: Pick<Results, 'results' | 'ratios'>): string {
  const latencies = [...new Set(results.map(({ erpLatencyMs }) => erpLatencyMs))];
  return latencies
    .map((latency) => {
      const rows = results.filter(({ erpLatencyMs }) => erpLatencyMs === latency);
      return `ERP answers after ${latency} ms\n${tableAt(rows, ratios)}`;
    })
    .join('\n\n');
}

function tableAt(results: readonly Result[], ratios: readonly Ratio[]): string {
  const table = new Table({
    head: [
      'candidate',
      'documents/s (min–max)',
      '÷ limit',
      '÷ loop',
      'CPU s/1,000: worker',
      'server',
      'database',
      'MB: worker',
      'server',
      'events/doc',
      'history B/doc',
      'record B/doc',
      'engine B/doc',
    ],
    colAligns: ['left', ...Array.from({ length: 12 }, () => 'right' as const)],
    style: { head: [], border: [] },
  });
  for (const result of results) table.push([...rowOf(result, ratios)]);
  const faults = results.flatMap(({ candidate, faults: found }) =>
    found.map((fault) => `WRONG: ${TITLES[candidate]}, ${fault}`),
  );
  return [table.toString(), ...faults].join('\n');
}

function rowOf(result: Result, ratios: readonly Ratio[]): readonly string[] {
  const { candidate, erpLatencyMs, documentsPerSecond: speed, historyPerDocument: history } = result;
  const ratioTo = (divisor: Ratio['dividedBy']): string => {
    const found = ratios.find(
      (ratio) =>
        ratio.candidate === candidate && ratio.dividedBy === divisor && ratio.erpLatencyMs === erpLatencyMs,
    );
    return found === undefined
      ? ''
      : `${found.ratio.median.toFixed(2)} (${found.ratio.min.toFixed(2)}–${found.ratio.max.toFixed(2)})`;
  };
  const {
    cpuSecondsPer1000Documents: cpu,
    peakMemoryMegabytes: memory,
    storedBytesPerDocument: stored,
  } = result;
  return [
    TITLES[candidate],
    `${speed.median.toFixed(0)} (${speed.min.toFixed(0)}–${speed.max.toFixed(0)})`,
    ratioTo('bounded-loop'),
    ratioTo('sequential-loop'),
    cpu.worker.toFixed(2),
    cpu.server.toFixed(2),
    cpu.database.toFixed(2),
    memory.worker.toFixed(0),
    memory.server.toFixed(0),
    history?.events.toFixed(2) ?? '',
    history?.bytes.toFixed(0) ?? '',
    stored.record.toFixed(0),
    stored.engine.toFixed(0),
  ];
}
