import type { Ids } from './ids.ts';
import type { ProjectRecord } from './state/records.ts';
import type { Store } from './state/store.ts';
import { refuse } from './upstream-error.ts';

export type Projects = ReturnType<typeof createProjects>;

/** The projects of all accounts, each seen by its owner only. */
export function createProjects({ store, ids, now }: { store: Store; ids: Ids; now(): number }) {
  const { project: projects } = store.tables;
  const idsByEmail = new Map<string, Set<string>>();
  for (const { email, projectId } of projects.values()) idsOf(email).add(projectId);

  function idsOf(email: string): Set<string> {
    const known = idsByEmail.get(email);
    if (known) return known;
    const fresh = new Set<string>();
    idsByEmail.set(email, fresh);
    return fresh;
  }

  /** @throws UpstreamError 404 when there is none of that id, or it belongs to another account. */
  function ownedBy(email: string, projectId: string): ProjectRecord {
    const project = projects.get(projectId);
    if (project?.email !== email) throw refuse.notFound();
    return project;
  }

  return {
    create: (email: string, title: string): ProjectRecord => {
      const project = { projectId: ids.uuid(), email, title, createdAt: now() };
      idsOf(email).add(project.projectId);
      store.put('project', project.projectId, project);
      return project;
    },
    rename: (email: string, projectId: string, title: string): ProjectRecord => {
      const project = { ...ownedBy(email, projectId), title };
      store.put('project', projectId, project);
      return project;
    },
    remove: (email: string, projectId: string): void => {
      ownedBy(email, projectId);
      idsOf(email).delete(projectId);
      store.remove('project', projectId);
    },
    ownedBy,
    /** The account's projects, newest first. */
    list: (email: string): ProjectRecord[] =>
      [...idsOf(email)].reverse().flatMap((projectId) => projects.get(projectId) ?? []),
    count: (email: string): number => idsOf(email).size,
  };
}
