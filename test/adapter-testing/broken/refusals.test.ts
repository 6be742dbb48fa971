import { WRONG_REFUSALS } from './refusals';
import { describeBroken } from './describe-broken';

describeBroken(WRONG_REFUSALS);
