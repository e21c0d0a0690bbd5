import { Secret, TOTP } from 'otpauth';

/** What every authenticator app understands; some of them ignore anything else that an address says. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
const ISSUER = 'Flow2API';
/** As long as RFC 4226 recommends. */
const SECRET_BYTES = 20;
/** Codes of so many steps before and after now are good as well: clocks differ, and typing takes its time. */
const WINDOW = 1;

/** A secret of 160 random bits, in base32. */
export const newTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** The `otpauth://` address by which an app takes a secret over. `label` is what the app shows beside the code. */
export const totpUri = (secret: string, label: string): string => totpOf(secret, label).toString();

/**
 * The step (number of 30 seconds since 1970) whose code this is; null when it is of none near `at`.
 * @see https://www.rfc-editor.org/rfc/rfc6238
 */
export function stepOfCode(secret: string, code: string, at: number): number | null {
  // The library takes for granted that it is of its own length.
  if (!isTotpCode(code)) return null;
  const totp = totpOf(secret);
  const delta = totp.validate({ token: code, timestamp: at, window: WINDOW });
  return delta === null ? null : totp.counter({ timestamp: at }) + delta;
}

/** Whether somebody means a code of an app by this, and not a recovery code. */
export const isTotpCode = (code: string): boolean => new RegExp(`^\\d{${SHAPE.digits}}$`).test(code);

const totpOf = (secret: string, label = '') =>
  new TOTP({ ...SHAPE, issuer: ISSUER, label, secret: Secret.fromBase32(secret) });
