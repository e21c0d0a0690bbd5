import type { RouteContext } from '../../state.ts';

/** A call and its operation have the same id, so that one is found by the other. */
const CALL = /^call_([a-z0-9]+)$/;
const OPERATION = /(?:^|\/)operations\/([a-z0-9]+)$/;

/** Id of the operation that a create call is; null for jobs of no call. */
export function operationIdOf(callId: string | null): string | null {
  return CALL.exec(callId ?? '')?.[1] ?? null;
}

/** The create call behind the name of an operation (`…/operations/{id}`); null for what is no such name. */
export function callIdIn(name: string): string | null {
  const id = OPERATION.exec(name)?.[1];
  return id === undefined ? null : `call_${id}`;
}

/** The name of an operation as the caller's own wire has it: below its model, on paths of Vertex AI also below its project. */
export function operationName({ params }: Pick<RouteContext, 'params'>, model: string, id: string): string {
  const { publisher, project, location } = params as Partial<Record<string, string>>;
  const below = publisher === undefined ? '' : `publishers/${publisher}/`;
  const within = project === undefined ? '' : `projects/${project}/locations/${location}/`;
  return `${within}${below}models/${model}/operations/${id}`;
}
