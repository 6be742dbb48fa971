import { Context } from '@temporalio/activity';
import type { AccountingRules } from '../src/accounting/rules';
import { DOCUMENT_TYPE_NAMES, DOCUMENT_TYPES, type DocumentType } from '../src/document';
import type { Adoption, BookedKind } from '../src/erp/adoption';
import { periodOf } from '../src/reconciliation/period';
import type { AdoptInput, OpenedAdoption } from '../workflows/adopt-messages';
import { adoptionOf, refused, type AdoptContext } from './adopt-context';
import { systemOf } from './context';
import { guarded } from './failures';
import { whileHeartbeating } from './heartbeat';

/** Adoptions of a system whose lists are kept. */
const KEPT_ADOPTIONS = 10;

/** Settles period and types, and begins the adoption in our database; repeated, it answers the same. */
export function createOpenAdoption(context: AdoptContext) {
  return async function openAdoption(input: AdoptInput): Promise<OpenedAdoption> {
    const { systemId } = input;
    return guarded(`beginning an adoption of ${systemId}`, () =>
      whileHeartbeating('beginning', async () => {
        const { rules } = systemOf(context, systemId);
        const { adoption, erp } = adoptionOf(context, systemId);
        const documentTypes = typesOf(input.types, adoption, rules, erp.name);
        const period = periodOf(input, await context.record.now(), rules.timeZone);
        if (typeof period === 'string') throw refused(period);
        const execution = Context.current().info.workflowExecution;
        const { workflowId = '', runId = '' } = execution ?? {};
        const opened = await context.adoptions.open({ workflowId, runId, systemId, documentTypes, period });
        await context.adoptions.prune(systemId, KEPT_ADOPTIONS);
        return { adoptionId: opened.id, documentTypes, ...opened.period };
      }),
    );
  };
}

/** A person may have written the input. */
function typesOf(
  types: AdoptInput['types'],
  adoption: Adoption,
  rules: AccountingRules,
  erpName: string,
): readonly DocumentType[] {
  const named = types !== undefined && types.length > 0 ? types : DOCUMENT_TYPES;
  const wanted = DOCUMENT_TYPES.filter((type) => named.includes(type));
  if (wanted.length !== new Set(named).size) {
    throw refused(`"types" may name ${DOCUMENT_TYPES.join(', ')}, nothing else.`);
  }
  const possible = wanted.filter((type) => adoption.kinds.includes(kindOf(type, rules)));
  const [impossible] = wanted.filter((type) => !possible.includes(type));
  if (impossible !== undefined && (types !== undefined || possible.length === 0)) {
    throw refused(
      `The adapter "${erpName}" cannot put a reference on posted ${DOCUMENT_TYPE_NAMES[impossible].many}. ` +
        'Close them one by one with `traede-sync mark-exported`.',
    );
  }
  return possible;
}

/** What documents of a type are in the ERP. */
export function kindOf(documentType: DocumentType, rules: Pick<AccountingRules, 'journal'>): BookedKind {
  if (documentType === 'accounting-entry') return 'journal-entry';
  return rules.journal === null ? documentType : 'journal-entry';
}
