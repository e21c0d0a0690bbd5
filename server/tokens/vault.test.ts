import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createVault, openVault, VaultError } from './vault.ts';

const SECRET = 'ya29.invented-access-token with ünïcode';
const hex = 'a1'.repeat(32);

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'flow2api-vault-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

test('what is sealed can be opened, and the same secret is never sealed the same twice', () => {
  const vault = createVault(Buffer.from(hex, 'hex'));
  const sealed = vault.seal(SECRET);
  expect(sealed).toMatch(/^v1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/);
  expect(sealed).not.toContain('ya29');
  expect(vault.seal(SECRET)).not.toBe(sealed);
  expect(vault.open(sealed)).toBe(SECRET);
});

test('a changed key is named as the cause, and where to put it right', () => {
  const sealed = createVault(Buffer.alloc(32, 1)).seal(SECRET);
  const open = () => createVault(Buffer.alloc(32, 2)).open(sealed);
  expect(open).toThrow(VaultError);
  expect(open).toThrow(/secret\.key or FLOW2API_SECRET_KEY has changed/);
});

test.each([
  [
    'a byte of the data',
    (text: string) => text.replace(/\.(.)([^.]*)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`),
  ],
  ['a shortened tag', (text: string) => text.replace(/^(v1\.[\w-]+)\.[\w-]+/, '$1.AAAAAAAAAAA')],
  ['another version', (text: string) => text.replace('v1', 'v2')],
  ['no seal at all', () => SECRET],
])('a sealed text is refused when it was tampered with: %s', (_, change) => {
  const vault = createVault(Buffer.from(hex, 'hex'));
  expect(() => vault.open(change(vault.seal('0123456789')))).toThrow(VaultError);
});

test('hex, both forms of base64, and a passphrase are keys; each way of writing the same bytes is the same key', async () => {
  const bytes = Buffer.from(hex, 'hex');
  const written = [hex, hex.toUpperCase(), bytes.toString('base64'), bytes.toString('base64url'), ` ${hex}\n`];
  const vaults = await Promise.all(written.map((secretKey) => openVault({ secretKey, dataDir })));
  const sealed = createVault(bytes).seal(SECRET);
  expect(vaults.map((vault) => vault.open(sealed))).toEqual(Array(5).fill(SECRET));

  const first = await openVault({ secretKey: 'correct horse battery', dataDir });
  const again = await openVault({ secretKey: 'correct horse battery', dataDir });
  expect(again.open(first.seal(SECRET))).toBe(SECRET);
  expect(await readdir(dataDir)).toEqual([]); // a given key needs no file
});

test('a key that is too short is refused in words', async () => {
  await expect(openVault({ secretKey: 'short', dataDir })).rejects.toThrow(/at least 16 characters/);
});

test('without a given key a file is made once, whole, and for its owner only', async () => {
  const vaults = await Promise.all(Array.from({ length: 8 }, () => openVault({ secretKey: undefined, dataDir })));
  const sealed = vaults[0]?.seal(SECRET) ?? '';
  expect(vaults.map((vault) => vault.open(sealed))).toEqual(Array(8).fill(SECRET));
  expect(await readdir(dataDir)).toEqual(['secret.key']);
  expect((await stat(join(dataDir, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(dataDir, 'secret.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
});

test('a damaged key file stops the start instead of being replaced', async () => {
  await writeFile(join(dataDir, 'secret.key'), 'oops');
  await expect(openVault({ secretKey: '', dataDir })).rejects.toThrow(/does not hold a key/);
  expect(await readFile(join(dataDir, 'secret.key'), 'utf8')).toBe('oops');
});
