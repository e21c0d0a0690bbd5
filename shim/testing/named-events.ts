import { createParser } from 'eventsource-parser';

export interface NamedEvent {
  name: string | undefined;
  /** Absent where the event has none. */
  id?: string | undefined;
  data: Record<string, unknown>;
}

/** All events of a stream that has ended, and the comments among them. */
export async function namedEventsOf(response: Response): Promise<{ events: NamedEvent[]; comments: string[] }> {
  const events: NamedEvent[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) =>
      events.push({ name: event, ...(id !== undefined && { id }), data: JSON.parse(data) as Record<string, unknown> }),
    onComment: (comment) => comments.push(comment.trim()),
  });
  parser.feed(await response.text());
  return { events, comments };
}
