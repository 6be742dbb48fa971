import { Presets, SingleBar } from 'cli-progress';
import { ADOPT_STAGE_TEXTS } from '../../workflows/adopt-descriptions';
import type { AdoptProgress } from '../../workflows/adopt-messages';
import type { Terminal } from './terminal';

/** What people see of an adoption at work. */
export interface AdoptView {
  update(progress: AdoptProgress): void;
  /** Before something else is written. */
  end(): void;
}

export function openAdoptView(terminal: Terminal): AdoptView {
  return terminal.interactive ? bar() : lines(terminal);
}

function lines(terminal: Terminal): AdoptView {
  let last = '';
  return {
    update(progress) {
      const line = describe(progress);
      if (line !== last) terminal.say(line);
      last = line;
    },
    end: () => undefined,
  };
}

/** Nobody knows how much there is to read; how much is to be linked is known. */
function bar(): AdoptView {
  let shown: SingleBar | undefined;
  return {
    update(progress) {
      shown ??= started();
      const { match, linked, doubtful } = progress.outcomes;
      const isLinking = ['hold', 'link', 'done'].includes(progress.stage);
      shown.setTotal(Math.max(1, isLinking ? match + linked : progress.fromTraede));
      shown.update(isLinking ? linked : match + doubtful, { name: describe(progress) });
    },
    end() {
      shown?.stop();
      shown = undefined;
    },
  };
}

function started(): SingleBar {
  const options = { stream: process.stderr, format: '{bar} {name}', hideCursor: true, linewrap: false };
  const created = new SingleBar(options, Presets.shades_classic);
  created.start(1, 0, { name: '' });
  return created;
}

function describe({ stage, outage, fromTraede, fromErp, outcomes }: AdoptProgress): string {
  if (outage !== null) return `waiting: ${outage.message}`;
  const { match, linked, doubtful } = outcomes;
  switch (stage) {
    case 'match':
    case 'ask':
      return `${ADOPT_STAGE_TEXTS.match}: ${match} agree, ${doubtful} in doubt`;
    case 'hold':
    case 'link':
    case 'done':
      return `${ADOPT_STAGE_TEXTS.link}: ${linked} of ${match + linked}`;
    case 'begin':
    case 'traede':
    case 'erp':
    case 'unmarked':
      return `${ADOPT_STAGE_TEXTS[stage]}: ${fromTraede} documents from TRAEDE, ${fromErp} from the ERP`;
  }
}
