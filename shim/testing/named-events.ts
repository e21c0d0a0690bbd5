import { createParser } from 'eventsource-parser';

export interface NamedEvent {
  name: string | undefined;
  data: Record<string, unknown>;
}

/** All events of a stream that has ended, and the comments among them. */
export async function namedEventsOf(response: Response): Promise<{ events: NamedEvent[]; comments: string[] }> {
  const events: NamedEvent[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ name: event, data: JSON.parse(data) as Record<string, unknown> }),
    onComment: (comment) => comments.push(comment.trim()),
  });
  parser.feed(await response.text());
  return { events, comments };
}
