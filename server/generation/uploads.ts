import type { Upload } from '../../schema/entities/upload.ts';
import { fixedStatement } from '../database/fixed-statement.ts';
import { untilAborted } from '../tokens/sign-in.ts';
import type { GenerationDeps } from './deps.ts';

/** A picture in an account, as the upstream tells uploads apart. */
export type UploadKey = Omit<Upload, 'mediaId' | 'uploadedAt'>;

/** The upstream's id of a picture. `reused` when another job's upload is used, which may be gone since. */
export interface Uploaded {
  mediaId: string;
  reused: boolean;
}

interface Running {
  uploaded: Promise<Uploaded>;
  /** Of the job that uploads; others may have to do it themselves when it is called off. */
  signal: AbortSignal;
}

export type Uploads = ReturnType<typeof createUploads>;

/** Remembers what was uploaded to an account, so that a picture is uploaded once for as long as the upstream keeps it. */
export function createUploads({
  database,
  settings,
  now,
  log,
}: Pick<GenerationDeps, 'database' | 'settings' | 'now' | 'log'>) {
  const running = new Map<string, Running>();

  /** Shares the upload that another job has under way, or begins one. */
  async function once(key: UploadKey, upload: () => Promise<string>, signal: AbortSignal): Promise<Uploaded> {
    const name = Object.values(key).join();
    for (;;) {
      const other = running.get(name);
      if (other === undefined) {
        const uploaded = look(key, upload).finally(() => running.delete(name));
        running.set(name, { uploaded, signal });
        return uploaded;
      }
      try {
        return { ...(await untilAborted(other.uploaded, signal)), reused: true };
      } catch (cause) {
        if (signal.aborted || !other.signal.aborted) throw cause;
      }
    }
  }

  async function look(key: UploadKey, upload: () => Promise<string>): Promise<Uploaded> {
    const after = now() - settings().reuseUploadsMs;
    const { rows } = await findUpload(database.read, { ...key, uploadedAt: after });
    const [known] = rows;
    if (known !== undefined) return { mediaId: known.mediaId, reused: true };
    const mediaId = await upload();
    await remember({ ...key, mediaId, uploadedAt: now() });
    return { mediaId, reused: false };
  }

  /** What cannot be noted is uploaded once more some time. That is no reason to fail the job that has it. */
  async function remember(upload: Upload): Promise<void> {
    try {
      await database.commit((tx) => insertUpload(tx, upload));
    } catch (err) {
      log.warn({ tokenId: upload.tokenId, err }, 'an upload could not be noted; its picture will be uploaded again');
    }
  }

  return {
    /**
     * The id of a picture in an account: that of an earlier upload, or of one that `upload` makes now.
     * @throws whatever `upload` throws, which is not remembered
     */
    async idOf(key: UploadKey, upload: () => Promise<string>, signal: AbortSignal): Promise<Uploaded> {
      if (settings().reuseUploadsMs === 0) return { mediaId: await upload(), reused: false };
      return once(key, upload, signal);
    },

    /** The upstream no longer has these. What was uploaded anew meanwhile is kept. */
    async forget(tokenId: number, mediaIds: readonly string[]): Promise<void> {
      await database.commit((tx) =>
        tx.deleteFrom('Upload').where('tokenId', '=', tokenId).where('mediaId', 'in', mediaIds).execute(),
      );
    },
  };
}

/** The upload of a picture, if it was made after `uploadedAt`. */
const findUpload = fixedStatement<Omit<Upload, 'mediaId'>, Pick<Upload, 'mediaId'>>(
  (db, { tokenId, sha256, aspectRatio, projectId, uploadedAt }) =>
    db
      .selectFrom('Upload')
      .select('mediaId')
      .where('tokenId', '=', tokenId)
      .where('sha256', '=', sha256)
      .where('aspectRatio', '=', aspectRatio)
      .where('projectId', '=', projectId)
      .where('uploadedAt', '>', uploadedAt),
);

const insertUpload = fixedStatement<Upload>((db, upload) =>
  db
    .insertInto('Upload')
    .values(upload)
    .onConflict((conflict) =>
      conflict
        .columns(['tokenId', 'sha256', 'aspectRatio', 'projectId'])
        .doUpdateSet({ mediaId: upload.mediaId, uploadedAt: upload.uploadedAt }),
    ),
);
