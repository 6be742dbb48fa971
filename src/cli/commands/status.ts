import {
  countByState,
  knownSystems,
  waitingByProblem,
  type StateCount,
  type WaitingProblem,
} from '../../delivery/overview';
import { DELIVERY_STATES, type DeliveryState } from '../../delivery/delivery';
import { DOCUMENT_TYPES, DOCUMENT_TYPE_NAMES, type DocumentType, type SystemId } from '../../document';
import type { CommandContext } from '../command-context';
import { EXIT, type ExitCode } from '../exit-codes';
import { describeProblems } from '../summary';
import { findTemporal, uiLink } from '../temporal-target';
import { table } from '../terminal';
import { withServices } from '../with-services';

interface SystemStatus {
  readonly systemId: SystemId;
  readonly types: Readonly<Record<DocumentType, Readonly<Record<DeliveryState, number>>>>;
  readonly problems: readonly WaitingProblem[];
}

/** How many documents of each type are where on their way, and what waits; from the delivery record. */
export async function status(options: CommandContext): Promise<ExitCode> {
  const { config, environment, folder, terminal } = options;
  const temporal = findTemporal(folder, environment);
  return withServices(options, async ({ pool }) => {
    const systems: SystemStatus[] = [];
    const configured = config.systems.map(({ systemId }) => systemId);
    for (const systemId of new Set([...configured, ...(await knownSystems(pool))])) {
      const types = byType(await countByState(pool, systemId));
      systems.push({ systemId, types, problems: await waitingByProblem(pool, systemId) });
    }
    const link = temporal === undefined ? undefined : uiLink(temporal);
    const result = { running: temporal !== undefined, temporalUi: link ?? null, systems };
    terminal.result(result, () => print(result));
    return EXIT.ok;
  });
}

function byType(counts: readonly StateCount[]): SystemStatus['types'] {
  const of = (type: DocumentType, state: DeliveryState): number =>
    counts.find((row) => row.documentType === type && row.state === state)?.count ?? 0;
  const states = (type: DocumentType): Record<DeliveryState, number> => ({
    fetched: of(type, 'fetched'),
    delivered: of(type, 'delivered'),
    exported: of(type, 'exported'),
    attention: of(type, 'attention'),
    skipped: of(type, 'skipped'),
  });
  return {
    invoice: states('invoice'),
    'credit-note': states('credit-note'),
    'accounting-entry': states('accounting-entry'),
  };
}

function print({
  running,
  temporalUi,
  systems,
}: {
  running: boolean;
  temporalUi: string | null;
  systems: readonly SystemStatus[];
}): string {
  const columns = [
    { title: 'system' },
    { title: 'document type' },
    ...DELIVERY_STATES.map((title) => ({ title, align: 'right' as const })),
  ];
  const rows = systems.flatMap(({ systemId, types }) =>
    DOCUMENT_TYPES.map((type) => [
      systemId,
      DOCUMENT_TYPE_NAMES[type].many,
      ...DELIVERY_STATES.map((state) => types[type][state]),
    ]),
  );
  const problems = systems.flatMap((system) => system.problems);
  return [
    table(columns, rows),
    ...(problems.length === 0 ? [] : ['', describeProblems(problems)]),
    '',
    running ? `Temporal UI: ${temporalUi ?? 'address not known'}` : 'Nothing is running on this data folder.',
  ].join('\n');
}
