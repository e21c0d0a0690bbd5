import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, scrypt } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Seals secrets for storage. A sealed text is `v1.<iv>.<tag>.<data>`, each part base64url. */
export interface Vault {
  seal(secret: string): string;
  /** @throws VaultError when the text was sealed with another key, or changed since */
  open(sealed: string): string;
}

/** The secret key, or something sealed with it, is not usable. Its message is for the operator and holds no secret. */
export class VaultError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'VaultError';
  }
}

const KEY_BYTES = 32;
const SHORTEST_PASSPHRASE = 16;
const KEY_FILE = 'secret.key';
/** Says why a stored secret does not open, and what to do. */
export const WRONG_KEY =
  `A stored session cannot be opened: data/${KEY_FILE} or FLOW2API_SECRET_KEY has changed since it was stored. ` +
  'Put the former key back, or add the tokens again.';

/** AES-256-GCM under one key. */
export function createVault(key: Uint8Array): Vault {
  if (key.length !== KEY_BYTES) throw new VaultError(`The secret key must have ${KEY_BYTES} bytes.`);
  const secretKey = createSecretKey(key); // made once: every call to the upstream opens two secrets
  return {
    seal(secret) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', secretKey, iv);
      const data = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return ['v1', ...[iv, cipher.getAuthTag(), data].map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed) {
      const [version, iv, tag, data, ...rest] = sealed.split('.');
      if (version !== 'v1' || iv === undefined || tag === undefined || data === undefined || rest.length > 0) {
        throw new VaultError('A stored secret has a form that this version does not know.');
      }
      try {
        const decipher = createDecipheriv('aes-256-gcm', secretKey, Buffer.from(iv, 'base64url'), {
          authTagLength: 16,
        });
        decipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(data, 'base64url')), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new VaultError(WRONG_KEY, cause);
      }
    },
  };
}

/**
 * The vault of this installation: its key is FLOW2API_SECRET_KEY when given, else `secret.key` in the data folder, which
 * is made on first start and readable by its owner only.
 * @throws VaultError when the key is not usable, in words that name where it came from
 */
export async function openVault(options: { secretKey: string | undefined; dataDir: string }): Promise<Vault> {
  const { secretKey, dataDir } = options;
  if (secretKey !== undefined && secretKey.trim() !== '') return createVault(await keyFromText(secretKey.trim()));
  return createVault(await keyFromFile(join(dataDir, KEY_FILE)));
}

/** A key as an operator writes it: 32 bytes in hex or base64, or a passphrase. */
async function keyFromText(text: string): Promise<Uint8Array> {
  const bytes = readKeyBytes(text);
  if (bytes !== null) return bytes;
  if (text.length >= SHORTEST_PASSPHRASE) return stretch(text);
  throw new VaultError(
    `FLOW2API_SECRET_KEY is too short: give 32 random bytes in hex or base64 (openssl rand -hex 32), or a passphrase of at least ${SHORTEST_PASSPHRASE} characters.`,
  );
}

function readKeyBytes(text: string): Uint8Array | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  // 43 characters are 32 bytes; both alphabets, padded or not.
  return /^[\w+/-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/** Makes guessing a passphrase slow. The salt is fixed because the same passphrase must give the same key on every start. */
async function stretch(passphrase: string): Promise<Uint8Array> {
  return (await promisify(scrypt)(passphrase, 'flow2api vault v1', KEY_BYTES)) as Buffer;
}

async function keyFromFile(file: string): Promise<Uint8Array> {
  const stored = (await readKeyFile(file)) ?? (await makeKeyFile(file));
  const bytes = readKeyBytes(stored.trim());
  if (bytes === null) {
    throw new VaultError(`${file} does not hold a key (64 hex digits). Put the former file back from a backup.`);
  }
  return bytes;
}

async function readKeyFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new VaultError(`${file} cannot be read.`, cause);
  }
}

/**
 * Writes a fresh key under a name of its own and links it to its place: the place is then either empty or whole, and of
 * two processes that start together the second takes the first one's key.
 */
async function makeKeyFile(file: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await mkdir(join(file, '..'), { recursive: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('hex')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw new VaultError(`${file} cannot be made.`, cause);
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}
