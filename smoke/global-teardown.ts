import { ended } from './ending.ts';

/** After Ctrl-C Playwright no longer waits for its global setup, but for this: until what was created is cleaned up. */
export default ended;
