import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Generation } from '../../schema/entities/generation.ts';
import { PICTURE, type Rig, startRig } from './testing/rig.ts';

const RED = sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } });

/** Runs a job that changes a picture, to its end. */
async function edit(rig: Rig): Promise<Generation> {
  const picture = await rig.service.media.keepInput(await RED.png().toBuffer());
  const { id } = await rig.ask({ model: PICTURE, images: [picture] });
  return rig.ended(id);
}

test.each([{ preset: 'unavailable' }, { preset: 'reset' }, { preset: 'html-502' }])(
  'an upload that fails twice with $preset is tried again with the same account',
  async ({ preset }) => {
    await using rig = await startRig();
    await rig.fault({ endpoint: 'upload', preset, times: 2 });
    const job = await edit(rig);
    expect(job).toMatchObject({ state: 'completed', error: null });
    expect(job.attempts).toHaveLength(1);
    expect(await rig.calls()).toMatchObject({ upload: 3, image: 1 });
  },
);

test('an upload that keeps failing is the failure of the job, which then was not sent', async () => {
  await using rig = await startRig();
  await rig.fault({ endpoint: 'upload', preset: 'unavailable', times: 0 });
  expect((await edit(rig)).error).toMatchObject({ code: 'upstream_unavailable', outcome: 'not-sent' });
  expect(await rig.calls()).toMatchObject({ upload: 3, image: 0 });
});

test.each([
  { what: 'a refused picture', fault: { preset: 'minor-upload', times: 0 }, code: 'content_rejected' },
  {
    what: 'being told to wait for long',
    fault: { endpoint: 'upload', preset: 'html-429', times: 0 },
    code: 'upstream_unavailable',
  },
  {
    what: 'an answer of unknown form',
    fault: { endpoint: 'upload', preset: 'html-200', times: 0 },
    code: 'upstream_malformed',
  },
])('$what is not asked for twice', async ({ fault, code }) => {
  await using rig = await startRig();
  await rig.fault(fault);
  expect((await edit(rig)).error).toMatchObject({ code });
  expect((await rig.calls()).upload).toBe(1);
});
