import { askImage } from '../requests.ts';
import type { StagedService } from '../stage.ts';
import { ms, perSecond, times } from '../table.ts';
import { measure, median } from '../windows.ts';
import { type Case, throughput, usageRow } from './case.ts';

const SIZES = [10, 1_000, 10_000];
const CALLERS = 64;
const FLAT = 1.2;
/** Ten accounts have not slots enough for all callers; what is measured is the choice, not the waiting. */
const NO_LIMIT = { FLOW2API_GENERATION__IMAGE_CONCURRENCY: '-1' };

/** Pictures with 10, 1,000 and 10,000 tokens in the pool, each in a service of its own: the choice costs the same. */
export const selection: Case = async ({ startService, plan }) => {
  await using services = new AsyncDisposableStack();
  const started: StagedService[] = [];
  for (const tokens of SIZES) {
    const name = `service, ${tokens.toLocaleString('en-US')} tokens`;
    started.push(services.use(await startService({ name, tokens, env: NO_LIMIT })));
  }
  const targets = started.map(({ target }) => target);
  const measured = await measure(targets, { ask: askImage, callers: CALLERS }, plan);
  const [fewest] = measured;
  if (fewest === undefined) throw new Error('there is a smallest pool');
  const rows = measured.map((entry) => {
    const slower = throughput(fewest) / throughput(entry);
    return {
      case: `image, ${CALLERS} callers, ${entry.target.name.replace('service, ', '')}`,
      floor: '',
      service: `${perSecond(throughput(entry))}, p99 ${ms(median(entry, ({ load }) => load.latencyMs.p99))}`,
      ratio: entry === fewest ? '' : times(slower),
      budget: entry === fewest ? '' : `≤ ${times(FLAT)} the time of 10 tokens`,
      met: entry === fewest ? null : slower <= FLAT,
    };
  });
  return { rows, usage: measured.map((entry) => usageRow(`image, ${CALLERS} callers`, entry)) };
};
