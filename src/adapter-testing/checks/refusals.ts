import { checkIfAble, checksOf, type Check } from '../check';
import { expectRejected } from '../expectations';
import { REFUSAL_CASES } from './refusal-cases';

/** What the ERP does not know or does not allow is refused: never guessed, created, moved or left out. */
export const REFUSAL_CHECKS: readonly Check[] = checksOf(
  'refusals',
  REFUSAL_CASES.map(({ behaviour, needs, code, posting, isTriedTwice }) =>
    checkIfAble(needs, behaviour, async (context) => {
      await expectRejected(context, posting(context), code);
      if (isTriedTwice === true) await expectRejected(context, posting(context), code);
    }),
  ),
);
