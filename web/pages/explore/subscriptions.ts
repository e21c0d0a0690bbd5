export const TOPICS = ['pool', 'jobs', 'requests', 'usage'] as const;
export type Topic = (typeof TOPICS)[number];

/** Ready to be sent: each is checked against the schema by a test. */
export const SUBSCRIPTIONS: Record<Topic, string> = {
  pool: `subscription Pool {
  poolChanged {
    ready
    reasons
    credits
    kinds { kind serving slots taken }
    byState { state count }
  }
}`,
  jobs: `subscription Jobs {
  generationChanged {
    ... on GenerationEvent {
      generation { jobId kind model state percent detail }
    }
    ... on Gap { seq }
  }
}`,
  requests: `subscription FailedRequests {
  requestFinished(filter: { statusClasses: [4, 5] }) {
    ... on RequestNews {
      seq
      request { at requestId route status errorCode durationMs }
    }
    ... on Gap { seq }
  }
}`,
  usage: `subscription Usage {
  usageTicked(interval: 60) {
    from
    to
    requests
    failedRequests
    completed
    failed
    credits
  }
}`,
};

/** The same for a shell. The stream is Server-Sent Events. */
export function asCurl(stream: string, subscription: string): string {
  const query = subscription.replaceAll(/\s+/g, ' ');
  return [
    `curl -N ${stream} \\`,
    '  -H "Authorization: Bearer $ADMIN_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    '  -H "Accept: text/event-stream" \\',
    `  -d '${JSON.stringify({ query })}'`,
  ].join('\n');
}
