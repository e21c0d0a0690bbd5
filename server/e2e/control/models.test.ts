import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppRouter } from '../../control/trpc/app-router.ts';
import { type ServiceProcess, startService } from '../../testing/service-process.ts';
import { chatBody } from '../chat.ts';
import { ADMIN_ENV, type GraphqlClient, signedIn } from './graphql-client.ts';

const IMAGE = 'gemini-2.5-flash-image';
const UPDATE = `mutation ($name: String!, $input: ModelInput!) {
  updateModel(name: $name, input: $input) { name hidden aliases operatorAliases }
}`;

let service: ServiceProcess;
let admin: GraphqlClient;
beforeAll(async () => {
  service = await startService({ env: ADMIN_ENV }); // the built-in sandbox serves
  admin = await signedIn(service);
});
afterAll(() => service[Symbol.asyncDispose]());

const trpc = () =>
  createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${service.baseUrl}/trpc`, headers: admin.headers })] });

async function listed(): Promise<{ openai: string[]; gemini: string[] }> {
  const openai = await service.fetch('/v1/models');
  const gemini = await service.fetch('/v1beta/models?pageSize=1000');
  const { data } = (await openai.json()) as { data: { id: string }[] };
  const { models } = (await gemini.json()) as { models: { name: string }[] };
  return { openai: data.map(({ id }) => id), gemini: models.map(({ name }) => name.replace('models/', '')) };
}

test('an alias works at once on every front, and a hidden model leaves the lists and works by its name', async () => {
  const { updateModel } = await admin.get<{ updateModel: object }>(UPDATE, {
    name: IMAGE,
    input: { addAliases: ['house-style'], hidden: false },
  });
  expect(updateModel).toMatchObject({ name: IMAGE, hidden: false, operatorAliases: ['house-style'] });
  const names = await listed();
  expect([names.openai.includes('house-style'), names.gemini.includes('house-style')]).toEqual([true, true]);
  const one = await service.fetch('/v1/models/house-style');
  expect(await one.json()).toMatchObject({ id: 'house-style', alias_of: IMAGE });

  const shown = await trpc().models.update.mutate({ name: IMAGE, hidden: true });
  expect(shown).toMatchObject({ hidden: true, operatorAliases: ['house-style'] });
  const left = await listed();
  for (const name of [IMAGE, 'house-style']) expect([...left.openai, ...left.gemini]).not.toContain(name);
  expect((await service.fetch(`/v1/models/${IMAGE}`)).status).toBe(200);
  const answer = await service.post('/v1/chat/completions', chatBody('house-style', 'a fox'));
  expect(answer.status).toBe(200);
  await answer.text();
  const { generations } = await admin.get<{ generations: { edges: { node: object }[] } }>(
    '{ generations(first: 1) { edges { node { model variant } } } }',
  );
  expect(generations.edges[0]?.node).toEqual({ model: 'house-style', variant: `${IMAGE}-landscape` });

  await service.killAndRestart();
  expect((await listed()).openai).not.toContain(IMAGE);
  const models = await trpc().models.list.query({});
  expect(models.find(({ id }) => id === IMAGE)).toMatchObject({
    hidden: true,
    operatorAliases: ['house-style'],
    completed: 1,
  });
  await trpc().models.update.mutate({ name: IMAGE, hidden: false, removeAliases: ['house-style'] });
  expect((await service.fetch('/v1/models/house-style')).status).toBe(404);
  expect((await listed()).openai).toContain(IMAGE);
  const { entries } = await trpc().audit.list.query({ action: 'model.update' });
  expect(entries.map(({ subject, changes }) => [subject, changes.map(({ field }) => field)])).toEqual([
    [IMAGE, ['hidden', 'aliases']],
    [IMAGE, ['hidden']],
    [IMAGE, ['aliases']],
  ]);
}, 60_000);

test('a bad alias is refused and its field is named', async () => {
  const shadows = await admin.ask(UPDATE, { name: IMAGE, input: { addAliases: ['veo_3_1_t2v_fast'] } });
  expect(shadows.errors[0]?.extensions).toMatchObject({ code: 'invalid_value', field: 'addAliases' });
  const unknown = await admin.ask(UPDATE, { name: 'no-such-model', input: { hidden: true } });
  expect(unknown.errors[0]?.extensions).toMatchObject({ code: 'model_not_found', field: 'name' });
});
