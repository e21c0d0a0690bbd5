import { z } from 'zod';
import type { ShimDeps } from '../deps.ts';
import { readJson } from '../middleware/read-json.ts';
import { parse } from '../parse.ts';
import type { ShimContext } from '../state.ts';
import { type Form, isForm, readForm } from './read-form.ts';

type BodyDeps = Pick<ShimDeps, 'images' | 'settings'>;

const jsonObject = z.looseObject({});

/** The body of a route that takes JSON as well as a form. @throws ServiceError for one that cannot be read */
export async function readBody(ctx: ShimContext, { images, settings }: BodyDeps): Promise<Form> {
  if (isForm(ctx)) return readForm(ctx, { images, settings: settings() });
  const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings();
  return { fields: parse(jsonObject, await readJson(ctx, { limitBytes, capture })), files: [] };
}
