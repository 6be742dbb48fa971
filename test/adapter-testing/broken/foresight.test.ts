import { describeBroken } from './describe-broken';
import { WRONG_FORESIGHT } from './foresight';

describeBroken(WRONG_FORESIGHT);
