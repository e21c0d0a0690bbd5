import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { resetPeak, usageOf } from '../process-meter.ts';
import { askEdit, IMAGE_MODEL } from '../requests.ts';
import { megabytes, perSecond } from '../table.ts';
import { measure, type Target } from '../windows.ts';
import { type Case, pair, throughput, usageRow } from './case.ts';

const CALLERS = 16;
const BOUNDARY = 'bench-boundary';
/** Noise does not compress: a PNG of so many pixels has about 8 MB. */
const SIDE = 1_664;

/** Two accounts have not slots enough for all callers, and would not be asked to upload anew for each. */
const TOKENS = 2;
const NO_LIMIT = { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '-1' };

/**
 * A reference picture of 8 MB in a form: what each of them adds to the memory while it comes in. The accounts have been given
 * it before, so that what is measured is the way in.
 */
export const uploads: Case = async ({ floor, plan, startService }) => {
  const name = `images/edits, 8 MB in, ${CALLERS} callers`;
  const folder = await mkdtemp(join(tmpdir(), 'flow2api-bench-form-'));
  try {
    const bodyFile = join(folder, 'form');
    const form = await formWithPicture();
    await writeFile(bodyFile, form);
    await using started = await startService({ name: 'service', tokens: TOKENS, env: NO_LIMIT });
    const targets = [floor, started.target];
    const load = { ask: askEdit({ bodyFile, boundary: BOUNDARY }), callers: CALLERS };
    await measure(targets, { ...load, callers: TOKENS }, { ...plan, windows: 1 });
    const before = targets.map(restingMb);
    const both = pair(await measure(targets, load, plan));
    const [floorMb, serviceMb] = [both.floor, both.service].map((measured, index) => {
      const peak = Math.max(...measured.windows.map(({ usage }) => usage?.peakRssMb ?? 0));
      return Math.max(0, peak - (before[index] ?? 0)) / CALLERS;
    });
    const size = megabytes(form.length / 2 ** 20);
    return {
      rows: [
        {
          ...{ case: name, floor: perSecond(throughput(both.floor)), service: perSecond(throughput(both.service)) },
          ...{ ratio: '', budget: '', met: null },
        },
        {
          ...{ case: `${name}: RSS growth per request of ${size}`, floor: tell(floorMb), service: tell(serviceMb) },
          ...{ ratio: '', budget: '', met: null },
        },
      ],
      usage: [usageRow(name, both.floor), usageRow(name, both.service)],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const tell = (value = 0) => `${value.toFixed(1)} MB`;

/** What a process holds now. */
function restingMb({ pid }: Target): number {
  resetPeak(pid);
  return usageOf(pid)?.peakRssMb ?? 0;
}

async function formWithPicture(): Promise<Buffer> {
  const raw = { width: SIDE, height: SIDE, channels: 3 as const };
  const png = await sharp(randomBytes(SIDE * SIDE * 3), { raw })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`;
  const fields = field('model', IMAGE_MODEL) + field('prompt', 'make it night') + field('response_format', 'url');
  return Buffer.concat([Buffer.from(fields + head), png, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]);
}
