import { Presets, SingleBar } from 'cli-progress';
import { DOCUMENT_TYPE_NAMES } from '../document';
import type { BackfillProgress } from '../../workflows/backfill-messages';
import type { Terminal } from './terminal';

/** What people see while a backfill goes on. */
export interface BackfillView {
  update(progress: BackfillProgress): void;
  /** Can be called twice. */
  end(): void;
}

/** @param expected documents of the period, where they were counted; else what was read until now stands for it */
export function openBackfillView(terminal: Terminal, expected: number | undefined): BackfillView {
  return terminal.interactive ? bar(expected) : lines(terminal);
}

interface Totals {
  readonly read: number;
  readonly done: number;
}

/** Done is whatever needs nothing more of the backfill. */
function totalsOf({ flows }: BackfillProgress): Totals {
  let [read, done] = [0, 0];
  for (const { counts } of flows) {
    read += counts.read;
    done += counts.exported + counts.attention + counts.waiting + counts.skipped + counts.beforeGoLive;
  }
  return { read, done };
}

function bar(expected: number | undefined): BackfillView {
  const format = '{name} {bar} {value}/{total}{note}';
  const single = new SingleBar(
    { stream: process.stderr, format, hideCursor: true, linewrap: false },
    Presets.shades_classic,
  );
  single.start(Math.max(expected ?? 0, 1), 0, { name: 'backfill', note: '' });
  return {
    update(progress) {
      const { read, done } = totalsOf(progress);
      single.setTotal(Math.max(expected ?? 0, read, 1));
      single.update(done, { name: nameOf(progress).padEnd(NAME_WIDTH), note: noteOf(progress) });
    },
    end() {
      single.stop();
    },
  };
}

const NAME_WIDTH = 20;
/** One line in this time, however fast it goes. */
const LINE_INTERVAL_MS = 2_000;

function lines(terminal: Terminal): BackfillView {
  let nextLineAt = 0;
  let lastLine = '';
  return {
    update(progress) {
      const { read, done } = totalsOf(progress);
      const line = `${nameOf(progress)}: ${read} read, ${done} done${noteOf(progress)}`;
      if (line === lastLine || Date.now() < nextLineAt) return;
      terminal.say(line);
      lastLine = line;
      nextLineAt = Date.now() + LINE_INTERVAL_MS;
    },
    end() {
      // Lines need no end.
    },
  };
}

function nameOf({ at }: BackfillProgress): string {
  return at === null ? 'backfill' : DOCUMENT_TYPE_NAMES[at.documentType].many;
}

function noteOf({ outage, isPaused, flows }: BackfillProgress): string {
  if (outage !== null) return `  waiting: ${outage.message}`;
  if (isPaused) return '  paused; the signal `resume` lets it go on';
  const attention = flows.reduce((sum, { counts }) => sum + counts.attention, 0);
  return attention === 0 ? '' : `  ${attention} need a person`;
}
