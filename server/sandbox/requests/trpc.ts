import { z } from 'zod';

/** superjson's wrapping; `meta` marks values that JSON cannot say. */
const wrapped = <Schema extends z.ZodType>(json: Schema) => z.strictObject({ json, meta: z.unknown().optional() });
const toolName = z.literal('PINHOLE');

/** The bodies of the labs calls. @see docs/wire.md, §3 */
export const createProject = wrapped(z.strictObject({ projectTitle: z.string(), toolName }));
export const deleteProject = wrapped(z.strictObject({ projectToDeleteId: z.string().min(1) }));
export const updateProject = wrapped(
  z.strictObject({
    projectId: z.string().min(1),
    projectInfo: z.strictObject({ projectTitle: z.string() }),
    updateMasks: z.array(z.literal('projectTitle')).min(1),
    toolName,
  }),
);
export const searchUserProjects = wrapped(
  z.strictObject({ pageSize: z.int().min(1).max(100), toolName, cursor: z.string().nullable().optional() }),
);
export const deleteMedia = wrapped(z.strictObject({ names: z.array(z.string().min(1)).min(1) }));
