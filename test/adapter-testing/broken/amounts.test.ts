import { WRONG_AMOUNTS } from './amounts';
import { describeBroken } from './describe-broken';

describeBroken(WRONG_AMOUNTS);
