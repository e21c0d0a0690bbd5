import type { RouterContext, RouterMiddleware } from '@koa/router';
import type { Middleware, ParameterizedContext } from 'koa';
import type { ErrorCode } from '../schema/errors.ts';
import type { CapturedAnswer } from './captured-answer.ts';
import type { Caller } from './deps.ts';

/** What is known about a request while it is served; read again by the request record when it ends. */
export interface ShimState {
  requestId: string;
  caller: Caller | null;
  jobId: string | null;
  model: string | null;
  /** The parsed JSON body while the settings ask for it; otherwise undefined, since pictures in it are large and jobs long. */
  requestBody: unknown;
  /** The text of the answer so far, while the settings ask for it. */
  answer: CapturedAnswer | null;
  /** Wire-independent code of the failure that was answered, and what was thrown. */
  errorCode: ErrorCode | null;
  cause: unknown;
}

export type ShimContext = ParameterizedContext<ShimState>;
export type ShimMiddleware = Middleware<ShimState>;
export type RouteContext = RouterContext<ShimState>;
export type Route = RouterMiddleware<ShimState>;
