import type { SecondFactor } from '../../../schema/entities/second-factor.ts';
import type { Database } from '../../database/database.ts';
import { digestOf } from '../secret.ts';
import { newRecoveryCodes, plainCode } from './recovery-codes.ts';
import { isTotpCode, stepOfCode } from './totp.ts';

/** Seals secrets for storage, and opens them again. */
export interface Seal {
  seal(secret: string): string;
  /** @throws Error when the key is another one now */
  open(sealed: string): string;
}

export interface SecondFactorsDeps {
  database: Database;
  vault: Seal;
  now(): number;
  log: { error(details: object, message: string): void };
}

/** A second factor, as others may see it. */
export interface ShownSecondFactor {
  /** Unix milliseconds. */
  since: number;
  recoveryCodesLeft: number;
}

export type SecondFactors = Awaited<ReturnType<typeof openSecondFactors>>;

/** The second factors that are in force. They are few, so all are in memory; what is used up is decided in the database. */
export async function openSecondFactors({ database, vault, now, log }: SecondFactorsDeps) {
  const rows = await database.read.selectFrom('SecondFactor').selectAll().execute();
  const byAdmin = new Map(rows.map((row) => [row.adminId, row]));

  function keep(adminId: string, change: Partial<SecondFactor>): void {
    const row = byAdmin.get(adminId);
    if (row !== undefined) byAdmin.set(adminId, { ...row, ...change });
  }

  function opened({ adminId, secret }: SecondFactor): string | null {
    try {
      return vault.open(secret);
    } catch (err) {
      log.error({ err, adminId }, 'A second factor cannot be opened, so that only its recovery codes are good');
      return null;
    }
  }

  async function useCode(row: SecondFactor, code: string): Promise<boolean> {
    const secret = opened(row);
    const step = secret === null ? null : stepOfCode(secret, code, now());
    if (step === null) return false;
    const { numUpdatedRows } = await database.commit((tx) =>
      tx
        .updateTable('SecondFactor')
        .set({ lastStep: step })
        .where('adminId', '=', row.adminId)
        .where('secret', '=', row.secret)
        .where('lastStep', '<', step)
        .executeTakeFirstOrThrow(),
    );
    if (numUpdatedRows === 0n) return false;
    keep(row.adminId, { lastStep: step });
    return true;
  }

  async function useRecoveryCode({ adminId }: SecondFactor, code: string): Promise<boolean> {
    const hash = digestOf(code);
    const left = await database.commit(async (tx) => {
      const stored = await tx
        .selectFrom('SecondFactor')
        .select('recoveryHashes')
        .where('adminId', '=', adminId)
        .executeTakeFirst();
      if (!stored?.recoveryHashes.includes(hash)) return null;
      const recoveryHashes = stored.recoveryHashes.filter((other) => other !== hash);
      await tx.updateTable('SecondFactor').set({ recoveryHashes }).where('adminId', '=', adminId).execute();
      return recoveryHashes;
    });
    if (left !== null) keep(adminId, { recoveryHashes: left });
    return left !== null;
  }

  return {
    isInForce: (adminId: string): boolean => byAdmin.has(adminId),

    /** Null for who has none. */
    shown(adminId: string): ShownSecondFactor | null {
      const row = byAdmin.get(adminId);
      return row === undefined ? null : { since: row.since, recoveryCodesLeft: row.recoveryHashes.length };
    },

    /** Uses a code of the device, or a recovery code, up; null when it is not good (any more). */
    async use(adminId: string, typed: string): Promise<'code' | 'recovery-code' | null> {
      const row = byAdmin.get(adminId);
      if (row === undefined) return null;
      const code = plainCode(typed);
      if (isTotpCode(code)) return (await useCode(row, code)) ? 'code' : null;
      return (await useRecoveryCode(row, code)) ? 'recovery-code' : null;
    },

    /** Puts a secret in force, in place of one before it; returns its recovery codes. `lastStep` is of the code that proved it. */
    async put(adminId: string, { secret, lastStep }: { secret: string; lastStep: number }): Promise<string[]> {
      const codes = newRecoveryCodes();
      const row: SecondFactor = { adminId, secret: vault.seal(secret), lastStep, ...kept(codes), since: now() };
      await database.commit((tx) =>
        tx
          .insertInto('SecondFactor')
          .values(row)
          .onConflict((conflict) => conflict.column('adminId').doUpdateSet(row))
          .execute(),
      );
      byAdmin.set(adminId, row);
      return codes;
    },

    /** Other recovery codes: those before them are no longer good. Null for who has no second factor. */
    async renewRecoveryCodes(adminId: string): Promise<string[] | null> {
      const codes = newRecoveryCodes();
      const { numUpdatedRows } = await database.commit((tx) =>
        tx.updateTable('SecondFactor').set(kept(codes)).where('adminId', '=', adminId).executeTakeFirstOrThrow(),
      );
      keep(adminId, kept(codes));
      return numUpdatedRows === 0n ? null : codes;
    },

    /** Whether there was one. */
    async takeOff(adminId: string): Promise<boolean> {
      const { numDeletedRows } = await database.commit((tx) =>
        tx.deleteFrom('SecondFactor').where('adminId', '=', adminId).executeTakeFirstOrThrow(),
      );
      byAdmin.delete(adminId);
      return numDeletedRows > 0n;
    },

    /** For one whose row a transaction of somebody else has deleted. */
    letGo: (adminId: string): boolean => byAdmin.delete(adminId),
  };
}

const kept = (codes: readonly string[]) => ({ recoveryHashes: codes.map((code) => digestOf(plainCode(code))) });
