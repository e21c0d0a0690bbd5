import type { Route } from './http-call.ts';

export interface FoundRoute {
  route: Route;
  params: Record<string, string>;
}

/** Looks routes up by their whole path; the few with a name in their path are tried in turn after that. */
export function findRoute(routes: readonly Route[]): (method: string, path: string) => FoundRoute | null {
  const fixed = new Map<string, Route>();
  const patterns: { route: Route; pattern: RegExp }[] = [];
  for (const route of routes) {
    if (typeof route.path === 'string') fixed.set(`${route.method} ${route.path}`, route);
    else patterns.push({ route, pattern: route.path });
  }
  return (method, path) => {
    const route = fixed.get(`${method} ${path}`);
    if (route) return { route, params: {} };
    for (const candidate of patterns) {
      const match = candidate.route.method === method ? candidate.pattern.exec(path) : null;
      if (match) return { route: candidate.route, params: { ...match.groups } };
    }
    return null;
  };
}
