import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`), on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Places in /proc/<pid>/stat behind the bracket that closes the program's name (proc(5)). */
const PARENT = 1;
const CPU_TIMES = [11, 12, 13, 14]; // user and system, of the process and of its children that have ended

/** Processor time of processes and all that descend from them, ended ones included. */
export function cpuSeconds(pids: readonly number[]): number {
  const ticks = withDescendants(pids).flatMap((pid) => {
    const fields = statOf(pid);
    return fields === undefined ? [] : CPU_TIMES.map((place) => Number(fields[place]));
  });
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}

/** Most memory that each of the processes has held since its start, summed. */
export function peakMemoryBytes(pids: readonly number[]): number {
  return withDescendants(pids).reduce((sum, pid) => sum + peakOf(pid), 0);
}

function withDescendants(pids: readonly number[]): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(statOf(Number(name))?.[PARENT])]),
  );
  const found = new Set(pids);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function statOf(pid: number): readonly string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function peakOf(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return Number(kilobytes ?? 0) * 1_024;
}

/** A process may end between two looks. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
