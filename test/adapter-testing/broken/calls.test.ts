import { WRONG_ABOUT_CALLS } from './calls';
import { describeBroken } from './describe-broken';

describeBroken(WRONG_ABOUT_CALLS);
