import { parseArgs } from 'node:util';
import { z } from 'zod';
import { TIERS } from '../../schema/catalogue.ts';
import { type AccountConfig, startSandbox } from './sandbox.ts';

const USAGE = `Usage: node server/sandbox/main.ts [--host 127.0.0.1] [--port 8100] [--profile current|seed]
  [--video-seconds 6] [--image-delay-ms 0] [--state FILE] [--account 'SESSION_TOKEN,EMAIL,TIER,CREDITS' ...] [--help]
TIER is one of ${TIERS.join(', ')}.`;

const optionsSchema = z.object({
  host: z.string().default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65_535).default(8100),
  profile: z.enum(['current', 'seed']).default('current'),
  'video-seconds': z.coerce.number().min(0).default(6),
  'image-delay-ms': z.coerce.number().min(0).default(0),
  state: z.string().optional(),
  account: z.array(z.string().transform(parseAccount)).default([]),
});

/** Reads `SESSION_TOKEN,EMAIL,TIER,CREDITS`. */
function parseAccount(text: string, context: z.RefinementCtx): AccountConfig {
  const [sessionToken = '', email = '', tier = '', credits = ''] = text.split(',');
  const checked = z
    .object({
      sessionToken: z.string().min(1),
      email: z.email(),
      tier: z.enum(TIERS),
      credits: z.coerce.number().int().min(0),
    })
    .safeParse({ sessionToken, email, tier, credits });
  if (checked.success) return checked.data;
  context.addIssue({ code: 'custom', message: 'expected SESSION_TOKEN,EMAIL,TIER,CREDITS' });
  return z.NEVER;
}

/** The options given, or null when help was asked for. */
function readOptions(): z.output<typeof optionsSchema> | null {
  const single = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      host: single,
      port: single,
      profile: single,
      'video-seconds': single,
      'image-delay-ms': single,
      state: single,
      account: { type: 'string', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  return values.help ? null : optionsSchema.parse(values);
}

/** The sandbox as a process of its own: one line of JSON says where it listens; SIGTERM ends it. */
async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const sandbox = await startSandbox({
    host: options.host,
    port: options.port,
    profile: options.profile,
    videoSeconds: options['video-seconds'],
    imageDelayMs: options['image-delay-ms'],
    accounts: options.account,
    stateFile: options.state,
    log: (message) => process.stderr.write(`${message}\n`),
  });
  const { origin, labsBaseUrl, apiBaseUrl } = sandbox;
  process.stdout.write(`${JSON.stringify({ origin, labsBaseUrl, apiBaseUrl })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
}

main().catch((cause: unknown) => {
  const reason =
    cause instanceof z.ZodError ? z.prettifyError(cause) : cause instanceof Error ? cause.message : String(cause);
  process.stderr.write(`${reason}\n${USAGE}\n`);
  process.exit(1);
});
