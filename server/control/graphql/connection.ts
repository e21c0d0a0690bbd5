interface Edge<Node> {
  cursor: string;
  node: Node;
}

/** A page read forward as Relay has it. `end` is where the search stopped, which may lie behind the last row; null: at it. */
export function connectionOf<Node>(
  edges: readonly Edge<Node>[],
  { hasMore, isFirst, end }: { hasMore: boolean; isFirst: boolean; end: string | null },
) {
  return {
    edges: [...edges],
    pageInfo: {
      hasNextPage: hasMore,
      hasPreviousPage: !isFirst,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: end ?? edges.at(-1)?.cursor ?? null,
    },
  };
}
