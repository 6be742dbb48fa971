import type { Config, SystemConfig } from '../config/config';
import { ConfigError } from '../config/errors';
import { CHANGE_ME } from '../init/config-text';
import { reasonOf } from './bounded';
import { area, type Finding } from './finding';

const say = area('configuration');
const SUBJECT = 'sync.config.yaml';

/** Longer than any list of mistakes that somebody would read. */
const MAX_MESSAGE_LENGTH = 2_000;

export interface ConfigurationExamination {
  readonly findings: readonly Finding[];
  /** Absent: it cannot be used. */
  readonly config: Config | undefined;
}

/** Reads file and environment, and says what they mean where that may surprise. */
export function examineConfiguration(load: () => Config): ConfigurationExamination {
  try {
    const config = load();
    return { config, findings: [fileFinding(config), ...config.systems.flatMap(systemFindings)] };
  } catch (error) {
    // Ours names places and variables, never values; anything else is cut.
    const detail =
      error instanceof ConfigError ? error.message.slice(0, MAX_MESSAGE_LENGTH) : reasonOf(error);
    const remedy =
      'Correct it; sync.config.example.yaml shows every part, and sync.config.schema.json helps while you type.';
    return { config: undefined, findings: [say.failed(SUBJECT, detail, remedy)] };
  }
}

function fileFinding({ file, systems }: Config): Finding {
  const names = systems.map(({ systemId, erp }) => `${systemId} (${erp.adapter})`).join(', ');
  return file === undefined
    ? say.note(
        SUBJECT,
        `there is none; ${names} by default`,
        '`traede-sync init` asks its way to a first one.',
      )
    : say.passed(file, names);
}

function systemFindings(system: SystemConfig): readonly Finding[] {
  const { systemId, traede, rules } = system;
  return [
    ...(traede.kind === 'simulator'
      ? [
          say.note(
            `TRAEDE of ${systemId}`,
            'none is configured: `up` plays one (the simulator)',
            'For a real one set TRAEDE_BASE_URL, TRAEDE_ACCESS_TOKEN and TRAEDE_APP_KEY.',
          ),
        ]
      : []),
    ...(rules.taxCodes === 'derive'
      ? [
          say.note(
            `accounting of ${systemId}`,
            "not configured: accounts are the embedded ledger's, VAT codes made up from zone and rate",
            'For books that count: `traede-sync init` proposes accounts and VAT codes of your ERP.',
          ),
        ]
      : []),
    ...openFindings(system),
    ...chartFindings(system),
  ];
}

/** What `init` left to be filled in: adapters that look nothing up would send it. */
function openFindings({ systemId, rules }: SystemConfig): readonly Finding[] {
  const { revenue, accounts, taxCodes } = rules;
  const named = [
    ...revenue.map(({ account }) => account),
    ...Object.values(accounts),
    ...(taxCodes === 'derive' ? [] : taxCodes.map(({ code }) => code)),
  ];
  const open = named.filter((value) => value === CHANGE_ME).length;
  if (open === 0) return [];
  return [
    say.failed(
      `accounting of ${systemId}`,
      `${open} accounts or VAT codes are not filled in (${CHANGE_ME})`,
      'Fill in what your books have; the file says for each what it is.',
    ),
  ];
}

/** A configured chart that contradicts the mapping beside it. */
function chartFindings({ systemId, erp, rules }: SystemConfig): readonly Finding[] {
  if (erp.adapter !== 'ledger' || rules.taxCodes === 'derive') return [];
  const rates = new Map(erp.chart?.taxCodes.map(({ code, rate }) => [code, rate]));
  return rules.taxCodes.flatMap(({ code, rate }) => {
    const charted = rates.get(code);
    if (charted === undefined || charted.eq(rate)) return [];
    return [
      say.failed(
        `VAT code ${code} of ${systemId}`,
        `has ${charted.toFixed()} % in erp.chart.taxCodes, and ${rate.toFixed()} % in accounting.taxCodes`,
        'Correct the rate in one of the two.',
      ),
    ];
  });
}
