import { describeBroken } from './describe-broken';
import { WRONG_ENTRIES } from './entries';

describeBroken(WRONG_ENTRIES);
