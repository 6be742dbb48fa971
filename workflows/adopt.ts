import { continueAsNew, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  adoptProgressQuery,
  leaveSignal,
  linkSignal,
  type AdoptInput,
  type AdoptResult,
} from './adopt-messages';
import { AdoptRun } from './adopt-run';
import { stoppedBy } from './failures';

/**
 * Finds documents of TRAEDE that others have posted in the ERP already, and links those that agree once a person says so.
 * Posts nothing. Started by `traede-sync adopt`, or in Temporal's UI.
 */
export async function adopt(input: AdoptInput): Promise<AdoptResult> {
  const run = new AdoptRun(input);
  setHandler(adoptProgressQuery, () => run.progress(), {
    description: 'How far the adoption is: its step, documents read, and what becomes of them.',
  });
  setHandler(
    linkSignal,
    () => {
      run.answer('link');
    },
    { description: 'Link the documents that agree. Nothing is posted. Send {}' },
  );
  setHandler(
    leaveSignal,
    () => {
      run.answer('leave');
    },
    { description: 'Link nothing, and end. Send {}' },
  );
  try {
    await run.begin();
    while (await run.step()) {
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof adopt>(run.carryOn());
    }
    return await run.finish();
  } catch (error) {
    throw stoppedBy(error, 'Adopting stopped.');
  }
}
