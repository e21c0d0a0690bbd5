import { join } from 'node:path';
import { openDatabase } from '../../server/database/database.ts';
import type { SandboxProcess } from '../../server/testing/sandbox-process.ts';

/** When a video was done upstream, and when it was kept here. Unix milliseconds. */
export interface VideoEnd {
  endedAt: number;
  completedAt: number;
}

/** All videos that a service, now stopped, has completed. The first one, made to be drawn, is left out. */
export async function completedVideos(dataDir: string, sandbox: SandboxProcess): Promise<VideoEnd[]> {
  const { jobs } = await sandbox.control<{ jobs: Record<string, number | null> }>('GET', 'jobs');
  const database = await openDatabase(join(dataDir, 'flow2api.db'));
  try {
    const rows = await database.read
      .selectFrom('Generation')
      .select(['work', 'completedAt'])
      .where('kind', '=', 'video')
      .orderBy('createdAt')
      .execute();
    return rows.slice(1).map(({ work, completedAt }) => {
      const endedAt = jobs[work?.operation?.name ?? ''];
      if (endedAt == null || completedAt === null) throw new Error('a video is not known on both sides');
      return { endedAt, completedAt };
    });
  } finally {
    await database.close();
  }
}
