import type { AccountCall, Reply, Route } from '../http-call.ts';
import { wholeSeconds } from '../replies/timestamps.ts';
import { parse } from '../requests/parse.ts';
import { createProject, deleteProject, searchUserProjects, updateProject } from '../requests/trpc.ts';
import type { ProjectRecord } from '../state/records.ts';
import { invalidField } from '../upstream-error.ts';
import type { World } from '../world.ts';

/** What a tRPC procedure answers, in its wrapping. A value of undefined is said beside the JSON, as superjson does. */
export const trpcReply = (result: object | undefined): Reply => ({
  json: {
    result: {
      data:
        result === undefined
          ? { json: null, meta: { values: ['undefined'] } }
          : { json: { result, status: 200, statusText: 'OK' } },
    },
  },
});

/** A tRPC call of the labs host; `endpoint` is what it counts as. */
export const trpcRoute = (
  method: 'GET' | 'POST',
  procedure: string,
  endpoint: 'project' | 'delete',
  handle: (call: AccountCall) => Reply,
): Route => ({ host: 'labs', method, path: `/fx/api/trpc/${procedure}`, procedure, endpoint, handle });

/** The project calls. @see docs/wire.md, §3 */
export function projectRoutes({ projects }: World): Route[] {
  return [
    trpcRoute('POST', 'project.createProject', 'project', ({ account, body }) => {
      const { projectTitle } = parse(createProject, body).json;
      const { projectId } = projects.create(account.email, projectTitle);
      return trpcReply({ projectId, projectInfo: { projectTitle } });
    }),
    trpcRoute('POST', 'project.deleteProject', 'project', ({ account, body }) => {
      projects.remove(account.email, parse(deleteProject, body).json.projectToDeleteId);
      return trpcReply({});
    }),
    trpcRoute('POST', 'project.updateProject', 'project', ({ account, body }) => {
      const { projectId, projectInfo } = parse(updateProject, body).json;
      projects.rename(account.email, projectId, projectInfo.projectTitle);
      return trpcReply({ projectTitle: projectInfo.projectTitle });
    }),
    trpcRoute('GET', 'project.searchUserProjects', 'project', ({ account, url }) => {
      const { pageSize, cursor } = parse(searchUserProjects, inputOf(url)).json;
      const all = projects.list(account.email);
      const start = cursor ? all.findIndex(({ projectId }) => projectId === cursor) + 1 : 0;
      const page = all.slice(start, start + pageSize);
      const more = start + pageSize < all.length;
      return trpcReply({ projects: page.map(presentProject), ...(more && { nextPageCursor: page.at(-1)?.projectId }) });
    }),
  ];
}

const presentProject = ({ projectId, title, createdAt }: ProjectRecord) => ({
  projectId,
  projectInfo: { projectTitle: title },
  creationTime: wholeSeconds(createdAt),
});

/** The JSON in `?input=`. @throws UpstreamError 400 when it is none. */
function inputOf(url: URL): unknown {
  try {
    return JSON.parse(url.searchParams.get('input') ?? '');
  } catch {
    throw invalidField('input', 'The query parameter is not JSON.');
  }
}
