import type { ShimDeps } from '../deps.ts';
import { type Form, isForm, readForm } from '../form/read-form.ts';
import { readJson } from '../middleware/read-json.ts';
import type { ShimContext } from '../state.ts';

type BodyDeps = Pick<ShimDeps, 'images' | 'settings'>;

/** The body of a route that takes JSON as well as a form. @throws ServiceError for one that cannot be read */
export async function readBody(ctx: ShimContext, { images, settings }: BodyDeps): Promise<Form> {
  if (isForm(ctx)) return readForm(ctx, { images, settings: settings() });
  const { bodyLimitBytes: limitBytes, captureBodies: capture } = settings();
  return { fields: (await readJson(ctx, { limitBytes, capture })) as Record<string, unknown>, files: [] };
}
