import { DOCUMENT_TYPE_NAMES, DOCUMENT_TYPES, type DocumentType } from '../document';
import type { TraedeClient } from '../traede/client';
import { TraedeError, type TraedeErrorKind } from '../traede/errors';
import { bounded, reasonOf } from './bounded';
import { area, type Area, type Finding } from './finding';

/** One document is enough to see that a list can be read. */
const LIMIT = 1;
/** A page of one document that takes longer than this will not carry a sync. */
const LIST_TIMEOUT_MS = 20_000;

/** What concerns every list alike: the others are not asked any more. */
const CONCERNS_ALL: readonly TraedeErrorKind[] = ['authentication', 'unavailable', 'rate-limit'];

/**
 * Looks whether TRAEDE answers, accepts our credentials and shows each export list.
 * @param client throws where the options cannot work at all
 */
export async function examineTraede(
  name: string,
  client: () => TraedeClient,
  timeoutMs: number = LIST_TIMEOUT_MS,
): Promise<readonly Finding[]> {
  const say = area(name);
  let traede: TraedeClient;
  try {
    traede = client();
  } catch (error) {
    return [
      say.failed(
        'access',
        reasonOf(error),
        'Correct the address or the variables that hold token and app key.',
      ),
      ...DOCUMENT_TYPES.map((type) => say.notLookedAt(listOf(type), 'TRAEDE cannot be asked')),
    ];
  }
  const findings: Finding[] = [];
  let because: string | undefined;
  for (const documentType of DOCUMENT_TYPES) {
    if (because !== undefined) {
      findings.push(say.notLookedAt(listOf(documentType), because));
      continue;
    }
    const look = await lookAtList(traede, documentType, timeoutMs);
    because = look.kind === 'failed' ? reasonForAll(look.error) : undefined;
    if (because !== undefined) findings.push(accessFailed(say, look));
    findings.push(
      because === undefined
        ? listFinding(say, documentType, look)
        : say.notLookedAt(listOf(documentType), because),
    );
  }
  return because === undefined
    ? [say.passed('access', 'TRAEDE answers, and accepts access token and app key'), ...findings]
    : findings;
}

type Look =
  | { readonly kind: 'read'; readonly documents: number; readonly withId: boolean }
  | { readonly kind: 'failed'; readonly error: unknown };

async function lookAtList(
  traede: TraedeClient,
  documentType: DocumentType,
  timeoutMs: number,
): Promise<Look> {
  try {
    const { documents } = await bounded(timeoutMs, (signal) =>
      traede.exportPage(documentType, { page: 0, limit: LIMIT }, { signal }),
    );
    return {
      kind: 'read',
      documents: documents.length,
      withId: documents.every(({ id }) => id !== undefined),
    };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** `undefined`: the other lists may well be readable. */
function reasonForAll(error: unknown): string | undefined {
  if (!(error instanceof TraedeError)) return 'TRAEDE gives no answer';
  if (!CONCERNS_ALL.includes(error.kind)) return undefined;
  return error.kind === 'authentication' ? 'TRAEDE refuses us' : 'TRAEDE gives no answer';
}

function accessFailed(say: Area, look: Look): Finding {
  const error = look.kind === 'failed' ? look.error : undefined;
  const isRefusal = error instanceof TraedeError && error.kind === 'authentication';
  return say.failed(
    'access',
    reasonOf(error),
    isRefusal
      ? 'Set the variables that hold access token and app key (TRAEDE_ACCESS_TOKEN, TRAEDE_APP_KEY, unless configured otherwise) to those of TRAEDE.'
      : "Check TRAEDE_BASE_URL (or traede.baseUrl), the network, and TRAEDE's status.",
  );
}

function listFinding(say: Area, documentType: DocumentType, look: Look): Finding {
  const subject = listOf(documentType);
  if (look.kind === 'failed') {
    return say.failed(
      subject,
      reasonOf(look.error),
      `Correct traede.endpoints.${documentType} in the configuration, or let the user of the token see this list in TRAEDE.`,
    );
  }
  if (!look.withId) {
    return say.failed(
      subject,
      'its elements have no usable id',
      `Check traede.endpoints.${documentType}.exportPath in the configuration: this seems to be another list.`,
    );
  }
  return say.passed(
    subject,
    look.documents === 0 ? 'readable; nothing waits there' : 'readable; documents wait',
  );
}

function listOf(documentType: DocumentType): string {
  return `list of ${DOCUMENT_TYPE_NAMES[documentType].many}`;
}
