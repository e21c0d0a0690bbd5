import type { Token } from '../../schema/entities/token.ts';
import type { FlowClient } from '../flow/types.ts';
import type { Roster } from './roster.ts';

export interface ProjectDeps {
  roster: Roster;
  flowOf(token: Token): FlowClient;
  now(): number;
}

/** Gives each account the project that its work is put into: made when first needed, once, whoever waits for it. */
export function createProjects({ roster, flowOf, now }: ProjectDeps) {
  const running = new Map<number, Promise<string>>();
  /** When a project of an account was last found gone. */
  const goneAt = new Map<number, number>();

  async function make(token: Token): Promise<string> {
    const projectTitle = projectTitleAt(now());
    const projectId = await flowOf(token).createProject(roster.sessionTokenOf(token), projectTitle);
    if (roster.get(token.id) !== undefined) await roster.update(token.id, { projectId, projectTitle }, 'project made');
    return projectId;
  }

  return {
    /** @throws ServiceError when the upstream refuses to make one */
    projectOf(token: Token): Promise<string> {
      // As it is now: another caller may have had it made since this one looked.
      const projectId = roster.get(token.id)?.projectId ?? null;
      if (projectId !== null) return Promise.resolve(projectId);
      const shared = running.get(token.id) ?? make(token).finally(() => running.delete(token.id));
      running.set(token.id, shared);
      return shared;
    },
    /**
     * Forgets a project that is gone upstream. The many jobs that find it gone forget it once, and never the one made since:
     * something else is missing then, and making a project for each job would only litter the account.
     */
    async forget(tokenId: number, projectId: string): Promise<void> {
      if (roster.get(tokenId)?.projectId !== projectId) return;
      if (Math.abs(now() - (goneAt.get(tokenId) ?? Number.NEGATIVE_INFINITY)) < LASTS_MS) return;
      goneAt.set(tokenId, now());
      await roster.update(tokenId, { projectId: null, projectTitle: null }, 'project gone');
    },
  };
}

/** No project is gone so soon after the last one was. */
const LASTS_MS = 10 * 60_000;

/** For example `Flow2API 2026-11-22 21:30`, in UTC. */
function projectTitleAt(at: number): string {
  return `Flow2API ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')}`;
}
