import type { z } from 'zod';
import type { Exchange } from './exchange.ts';
import type { FlowCall } from './options.ts';
import { parsed, readTrpc } from './read-reply.ts';
import { createdProject, trpcOutcome, trpcReply } from './replies.ts';
import { cookieOf } from './session-cookie.ts';

export interface LabsDeps {
  exchange: Exchange;
  labsBaseUrl: string;
  now: () => number;
}

/** The cookie calls: projects and deletion, over tRPC. @see docs/wire.md, §3 */
export function createLabsCalls({ exchange, labsBaseUrl, now }: LabsDeps) {
  async function createProject(sessionToken: string, title: string, signal?: AbortSignal): Promise<string> {
    const input = { projectTitle: title, toolName: 'PINHOLE' };
    const read = (result: unknown) => parsed(result, createdProject).projectId;
    return mutate('createProject', 'project.createProject', sessionToken, input, read, signal);
  }

  async function deleteProject(sessionToken: string, projectId: string, signal?: AbortSignal): Promise<void> {
    await mutate(
      'deleteProject',
      'project.deleteProject',
      sessionToken,
      { projectToDeleteId: projectId },
      () => null,
      signal,
    );
  }

  async function deleteMedia(sessionToken: string, mediaIds: readonly string[], signal?: AbortSignal): Promise<void> {
    await mutate('deleteMedia', 'media.deleteMedia', sessionToken, { names: mediaIds }, () => null, signal);
  }

  function mutate<T>(
    call: FlowCall,
    procedure: string,
    sessionToken: string,
    input: object,
    read: (result: unknown) => T,
    signal?: AbortSignal,
  ): Promise<T> {
    const url = `${labsBaseUrl}/trpc/${procedure}`;
    const headers = { cookie: cookieOf(sessionToken) };
    return exchange(
      { call, kind: 'control', method: 'POST', url, headers, body: { json: input } },
      (reply) => read(readTrpc(reply, { reply: trpcReply, outcome: trpcOutcome satisfies z.ZodType }, now())),
      signal,
    );
  }

  return { createProject, deleteProject, deleteMedia };
}
