import { z } from 'zod';
import type { ShimDeps } from '../deps.ts';
import { readJson } from '../middleware/read-json.ts';
import { parse } from '../parse.ts';
import type { ShimContext } from '../state.ts';
import { type Form, type FormOptions, isForm, readForm } from './read-form.ts';

interface BodyDeps extends Pick<ShimDeps, 'images' | 'settings'>, Pick<FormOptions, 'checkFile'> {}

const jsonObject = z.looseObject({});

/** The body of a route that takes JSON as well as a form. @throws ServiceError for one that cannot be read */
export async function readBody(ctx: ShimContext, { images, settings, checkFile }: BodyDeps): Promise<Form> {
  if (isForm(ctx)) return readForm(ctx, { images, settings: settings(), checkFile });
  const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings();
  const fields = parse(jsonObject, await readJson(ctx, { limitBytes, capture }));
  return { fields, files: [], async [Symbol.asyncDispose]() {} };
}
