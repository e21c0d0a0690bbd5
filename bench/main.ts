import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Case } from './cases/case.ts';
import { images, pacedImages } from './cases/images.ts';
import { inlineImages } from './cases/inline-images.ts';
import { jobs, models, videoStatus } from './cases/reads.ts';
import { selection } from './cases/selection.ts';
import { uploads } from './cases/uploads.ts';
import { videos } from './cases/videos.ts';
import { watchers } from './cases/watchers.ts';
import { openStage } from './stage.ts';
import { printRows, printUsage, type Row, type UsageRow } from './table.ts';

/** By name, in the order in which they run. */
const CASES: Record<string, readonly Case[]> = {
  models: [models],
  jobs: [jobs, videoStatus],
  images: [1, 16, 64, 256].map(images),
  paced: [pacedImages],
  inline: [1, 16, 64].map(inlineImages),
  uploads: [uploads],
  watchers: [watchers],
  selection: [selection],
  videos: [videos(200), videos(2_000)],
};
const NAMES = Object.keys(CASES);

const USAGE = `Usage: npm run bench -- [--only ${NAMES.join(',')}] [--windows 3] [--seconds 4] [--warmup 1] [--cpu-prof DIR]`;

/** Enough slots for 256 callers with the shipped limit of four at once. */
const TOKENS = 100;
/** Those of the largest pool. */
const ACCOUNTS = 10_000;

const optionsSchema = z.object({
  only: z
    .string()
    .default(NAMES.join(','))
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(NAMES))),
  windows: z.coerce.number().int().min(1).default(3),
  seconds: z.coerce.number().positive().default(4),
  warmup: z.coerce.number().min(0).default(1),
  'cpu-prof': z.string().optional(),
});

/** Runs the cases and prints what they found. Fails when it could not measure, not when a budget is missed. */
async function main(): Promise<void> {
  const single = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { only: single, windows: single, seconds: single, warmup: single, 'cpu-prof': single },
  });
  const { only, windows, seconds, warmup, 'cpu-prof': profile } = optionsSchema.parse(values);
  const accounts = only.some((name) => name === 'selection' || name === 'videos') ? ACCOUNTS : TOKENS;
  const nodeOptions = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const rows: Row[] = [];
  const usage: UsageRow[] = [];

  print(`${machine()}; ${windows} windows of ${seconds} s after ${warmup} s of warm-up\n`);
  const plan = { windows, seconds, warmupSeconds: warmup };
  await using stage = await openStage({ plan, accounts, tokens: TOKENS, nodeOptions });
  for (const name of only) {
    for (const run of CASES[name] ?? []) {
      const found = await run(stage);
      rows.push(...found.rows);
      usage.push(...found.usage);
      print(`${found.rows.map((row) => `  ${row.case}: ${row.floor} → ${row.service}`).join('\n')}`);
    }
  }
  const missed = rows.filter(({ met }) => met === false).length;
  print(`\n${printRows(rows)}\n\n${printUsage(usage)}\n`);
  print(missed === 0 ? 'Every budget is met.' : `${missed} budgets are not met.`);
}

/** What the figures belong to; no name of the machine. */
function machine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${cpus().length} cores (${processor?.model ?? 'unknown'}), ${memory} GiB, ${process.platform} ${process.arch}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((cause: unknown) => {
  const reason = cause instanceof z.ZodError ? `${z.prettifyError(cause)}\n${USAGE}` : cause;
  process.stderr.write(`the benchmark is broken: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
  process.exit(1);
});
