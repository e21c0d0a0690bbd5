import { hash, randomBytes } from 'node:crypto';

/** 256 random bits as text, after a prefix that says what it opens. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`;

/** What is kept of a secret of that many random bits: nobody can guess it, so a fast digest will do. */
export const digestOf = (secret: string): string => hash('sha256', secret);

/** To recognize a secret by; nothing of one that is short. */
export const last4Of = (secret: string): string => (secret.length < 12 ? '' : secret.slice(-4));
