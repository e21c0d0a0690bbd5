import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import type { InputImage, JobView } from '../../schema/generation.ts';
import { PICTURE, type Rig, sessionOf, startRig } from './testing/rig.ts';

const HOUR_MS = 3_600_000;
const PORTRAIT = 'gemini-2.5-flash-image-portrait';

async function picture(rig: Rig, background = 'red'): Promise<InputImage> {
  const plain = sharp({ create: { width: 64, height: 64, channels: 3, background } });
  return rig.service.media.keepInput(await plain.png().toBuffer());
}

const edit = (rig: Rig, image: InputImage, model = PICTURE): Promise<JobView> => rig.ask({ model, images: [image] });

async function edited(rig: Rig, image: InputImage, model = PICTURE): Promise<Generation> {
  const { id } = await edit(rig, image, model);
  return rig.ended(id);
}

/** So that jobs meet in the middle of an upload. */
const slowUploads = (rig: Rig) => rig.fault({ endpoint: 'upload', times: 0, effect: { kind: 'slow', delayMs: 500 } });

test('a picture that an account has is not uploaded to it again, whatever is made of it', async () => {
  await using rig = await startRig();
  const image = await picture(rig);
  await edited(rig, image);
  expect(await edited(rig, await picture(rig))).toMatchObject({ state: 'completed' });
  expect(await edited(rig, image, PORTRAIT)).toMatchObject({ state: 'completed' });
  expect(await edited(rig, image, 'veo_3_1_i2v_s_fast_fl_portrait')).toMatchObject({ state: 'completed' });
  expect(await rig.calls()).toMatchObject({ upload: 1, image: 3, submit: 1 });
  await edited(rig, await picture(rig, 'blue'));
  expect((await rig.calls()).upload).toBe(2);
});

test('a picture that a request brings twice is uploaded once', async () => {
  await using rig = await startRig();
  const image = await picture(rig);
  const { id } = await rig.ask({ model: PICTURE, images: [image, image] });
  expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
  expect((await rig.calls()).upload).toBe(1);
});

test('in the wire of the seed era an upload is cropped to a shape, and good for that one', async () => {
  await using rig = await startRig({ profile: 'seed' });
  const image = await picture(rig);
  await edited(rig, image);
  await edited(rig, image);
  expect((await rig.calls()).upload).toBe(1);
  expect(await edited(rig, image, PORTRAIT)).toMatchObject({ state: 'completed' });
  expect((await rig.calls()).upload).toBe(2);
});

test('jobs that bring the same picture at the same moment upload it once', async () => {
  await using rig = await startRig();
  await slowUploads(rig);
  const image = await picture(rig);
  const jobs = await Promise.all(Array.from({ length: 4 }, () => edit(rig, image)));
  for (const { id } of jobs) expect(await rig.ended(id)).toMatchObject({ state: 'completed' });
  expect(await rig.calls()).toMatchObject({ upload: 1, image: 4 });
});

test('when the job that uploads is called off, one that waits for the upload makes it', async () => {
  await using rig = await startRig();
  await slowUploads(rig);
  const image = await picture(rig);
  const first = await edit(rig, image);
  await expect.poll(async () => (await rig.calls()).upload, { timeout: 5_000 }).toBe(1);
  const second = await edit(rig, image);
  await rig.cancel(first.id);
  expect(await rig.ended(second.id)).toMatchObject({ state: 'completed' });
  expect(await rig.stateOf(first.id)).toBe('cancelled');
  expect(await rig.calls()).toMatchObject({ upload: 2, image: 1 });
});

test('each account has uploads of its own', async () => {
  await using rig = await startRig({ accounts: ['ada', 'bob'] });
  const image = await picture(rig);
  for (const job of [1, 2, 3, 4]) expect(await edited(rig, image), `job ${job}`).toMatchObject({ state: 'completed' });
  for (const name of ['ada', 'bob']) expect(await rig.calls(name)).toMatchObject({ upload: 1, image: 2 });
});

test('what was uploaded is known after a restart', async () => {
  await using rig = await startRig();
  await edited(rig, await picture(rig));
  await rig.reopen();
  await rig.start();
  expect(await edited(rig, await picture(rig))).toMatchObject({ state: 'completed' });
  expect((await rig.calls()).upload).toBe(1);
});

test('an upload is used again for as long as the setting says, and the next one from then on', async () => {
  await using rig = await startRig({ jobs: { reuseUploadsMs: 2 * HOUR_MS } });
  const image = await picture(rig);
  await edited(rig, image);
  rig.clock.offsetMs += HOUR_MS;
  await edited(rig, image);
  expect((await rig.calls()).upload).toBe(1);
  rig.clock.offsetMs += HOUR_MS;
  await edited(rig, image);
  expect((await rig.calls()).upload).toBe(2);
  rig.clock.offsetMs += HOUR_MS;
  await edited(rig, image);
  expect((await rig.calls()).upload).toBe(2);
});

test('with 0 nothing is used again, nor shared', async () => {
  await using rig = await startRig({ jobs: { reuseUploadsMs: 0 } });
  await slowUploads(rig);
  const image = await picture(rig);
  const jobs = await Promise.all([edit(rig, image), edit(rig, image)]);
  for (const { id } of jobs) await rig.ended(id);
  await edited(rig, image);
  expect(await rig.calls()).toMatchObject({ upload: 3, image: 3 });
});

async function uploadsIn(rig: Rig): Promise<string[]> {
  const rows = await rig.service.database.read.selectFrom('Upload').select('mediaId').execute();
  return rows.map(({ mediaId }) => mediaId);
}

test('a picture that the upstream has lost is uploaded anew, once, into the same project', async () => {
  await using rig = await startRig();
  const image = await picture(rig);
  await edited(rig, image);
  const [lost] = await uploadsIn(rig);
  await rig.control('DELETE', `media/${lost}`);

  const job = await edited(rig, image);
  expect(job).toMatchObject({ state: 'completed', error: null });
  expect(job.attempts?.map(({ error }) => error?.code ?? null)).toEqual(['upstream_not_found', null]);
  expect(await rig.calls()).toMatchObject({ upload: 2, image: 3, project: 1 });
  const known = await uploadsIn(rig);
  expect(known).toHaveLength(1);
  expect(known).not.toContain(lost);
  await edited(rig, image);
  expect((await rig.calls()).upload).toBe(2);
});

test('an account whose project is gone gets a new one, and the picture with it', async () => {
  await using rig = await startRig();
  const image = await picture(rig);
  await edited(rig, image);
  const { roster, flowOf } = rig.service.tokens;
  for (const { id, projectId } of roster.all()) await flowOf(id).deleteProject(sessionOf('ada'), projectId ?? '');
  expect(await edited(rig, image)).toMatchObject({ state: 'completed' });
  expect(await rig.calls()).toMatchObject({ upload: 3, project: 3 });
});

test('an upstream that goes on saying that something is gone ends the job', async () => {
  await using rig = await startRig();
  const image = await picture(rig);
  await edited(rig, image);
  const gone = { status: 404, googleStatus: 'NOT_FOUND', message: 'Requested entity was not found.' };
  await rig.fault({ endpoint: 'image', times: 0, effect: { kind: 'status', ...gone } });
  expect(await edited(rig, image)).toMatchObject({ state: 'failed', error: { code: 'upstream_not_found' } });
  // One with the earlier upload, one with a new one, one in a new project.
  expect(await rig.calls()).toMatchObject({ image: 4, upload: 3 });
  // Nothing earlier to give up: one, and another because the project might be gone.
  expect(await edited(rig, await picture(rig, 'blue'))).toMatchObject({ state: 'failed' });
  expect(await rig.calls()).toMatchObject({ image: 6, upload: 4 });
});

test('a refused picture is not remembered, and whoever waited for it hears the same', async () => {
  await using rig = await startRig();
  await slowUploads(rig);
  await rig.fault({ preset: 'minor-upload', times: 1 });
  const image = await picture(rig);
  const jobs = await Promise.all([edit(rig, image), edit(rig, image)]);
  for (const { id } of jobs) expect(await rig.ended(id)).toMatchObject({ error: { code: 'content_rejected' } });
  expect((await rig.calls()).upload).toBe(1);
  expect(await edited(rig, image)).toMatchObject({ state: 'completed' });
  expect((await rig.calls()).upload).toBe(2);
});

test('an upload that cannot be noted serves its job all the same, and the log says so', async () => {
  await using rig = await startRig();
  rig.sql("create trigger full before insert on uploads begin select raise(abort, 'no room'); end");
  const image = await picture(rig);
  expect(await edited(rig, image)).toMatchObject({ state: 'completed', error: null });
  expect(await edited(rig, image)).toMatchObject({ state: 'completed', error: null });
  expect((await rig.calls()).upload).toBe(2);
  expect(rig.lines.filter(({ message }) => message.includes('could not be noted'))).toHaveLength(2);
});
