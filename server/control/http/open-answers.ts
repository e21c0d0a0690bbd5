import type { ServerResponse } from 'node:http';

/** Answers that are going out, so that those which never end by themselves can be cut. */
export function createOpenAnswers() {
  const open = new Set<ServerResponse>();
  return {
    add(response: ServerResponse): void {
      open.add(response);
      response.once('close', () => open.delete(response));
    },
    /**
     * Cuts the event streams. An end in good order would tell their clients that there is nothing more to come; after a cut they
     * come again and go on where they were.
     */
    cutStreams(): void {
      for (const response of open) if (isEventStream(response)) response.destroy();
    },
  };
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type')).startsWith('text/event-stream');
}
