import { createHash, timingSafeEqual } from 'node:crypto';

/** What a vendor sends as Basic authentication. */
export interface Credentials {
  username: string;
  password: string;
}

/**
 * Makes the check of an `Authorization` header. It takes the same time for any wrong value, whatever its length and
 * however much of it is right. Source: RFC 7617.
 */
export function createAuthentication({ username, password }: Credentials): (header: string | undefined) => boolean {
  const expected = digest(Buffer.from(`${username}:${password}`));
  return (header) => {
    const [, encoded = ''] = /^Basic +([A-Za-z0-9+/=]*) *$/i.exec(header ?? '') ?? [];
    return timingSafeEqual(digest(Buffer.from(encoded, 'base64')), expected);
  };
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
