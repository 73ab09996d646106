/** What is wrong with a secret as the value of a header, and what to do. Says nothing of what the secret is. */
export interface Unfit {
  /** Completes "MY_KEY …". */
  readonly what: string;
  readonly next: string;
}

/** Why this secret can't go out, or `null`. A scheme is sent before it. */
export function unfitSecret(secret: string, scheme: 'Bearer' | undefined): Unfit | null {
  if (secret.trim() === '') return { what: 'is empty', next: 'Put the secret into it.' };
  if (/[\r\n]/.test(secret)) {
    return { what: 'holds a line break, which no header can carry', next: 'Write the secret in one line.' };
  }
  const odd = [...secret].findIndex((char) => !/^[\x20-\x7e\t]$/.test(char));
  if (odd !== -1) {
    return {
      what: `holds a character that no header can carry, at place ${odd + 1} of ${[...secret].length}`,
      next: 'Secrets are ASCII: copy it again, without typographic quotes or dashes.',
    };
  }
  if (/^(["']).*\1$/.test(secret.trim())) {
    return { what: 'stands in quotes, which would be sent with it', next: 'Take the quotes off.' };
  }
  return unfitScheme(secret.trim(), scheme);
}

function unfitScheme(secret: string, scheme: 'Bearer' | undefined): Unfit | null {
  const bearers = /^(bearer\s+)*/i.exec(secret)?.[0].split(/\s+/).filter(Boolean).length ?? 0;
  if (scheme === undefined) {
    return bearers < 2
      ? null
      : {
          what: 'begins with "Bearer" twice',
          next: "Leave one, or none and scheme: 'Bearer' in the contract.",
        };
  }
  if (bearers > 0) {
    return {
      what: 'begins with "Bearer", and the contract\'s scheme puts it there again',
      next: 'Take "Bearer " off the secret, or scheme off the contract.',
    };
  }
  return /\s/.test(secret)
    ? { what: 'holds a space, and a bearer token has none (RFC 6750)', next: 'Copy the token again.' }
    : null;
}
