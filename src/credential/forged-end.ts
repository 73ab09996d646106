/** What the end of a forged secret is: as long as what it replaces, and fit for base64url. */
export const forgedEnd = 'gatewright';
