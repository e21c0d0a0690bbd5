import { createMemo, Show } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { StackedBars } from '../../../charts/stacked-bars.tsx';
import { credits } from '../../../format.ts';
import { Section } from '../../../ui/card.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { Count, Credits, Duration, Percent } from '../../../ui/figures.tsx';
import { Stats } from '../../../ui/key-values.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import type { TokenDetails } from '../token-types.ts';
import { words } from '../words.ts';
import { lastsDays, spentByDay, today } from './sums.ts';

/** What a token did and spent: today in figures, seven days as bars. */
export function Week(props: { token: TokenDetails }) {
  const activity = api.tokens.activity.useQuery(() => ({ id: props.token.id }));
  const hours = () => activity.data?.hours ?? [];
  const now = createMemo(() => today(hours(), Date.now()));
  const days = createMemo(() => spentByDay(hours(), Date.now()));
  const spent = () => days().reduce((sum, day) => sum + day.credits, 0);
  const lasts = () => lastsDays(props.token.credits, spent());
  const share = () =>
    now().completed + now().failed === 0 ? null : now().completed / (now().completed + now().failed);
  const aside = () => {
    const rest = lasts();
    return `${words().drawer.spentSum(spent())}${rest === null ? '' : ` · ${words().drawer.lasts(rest)}`}`;
  };
  const name = () => words().drawer.figures;
  return (
    <>
      <Stats
        items={[
          { name: name().jobs, value: <Count value={activity.data && now().completed + now().failed} /> },
          { name: name().success, value: <Percent value={share()} /> },
          { name: name().p95, value: <Duration value={activity.data?.p95Ms.video} /> },
          {
            name: name().errors,
            value: <Count value={props.token.seen.consecutiveErrors} class={isBad(props.token) ? 'text-bad' : ''} />,
            unit: words().drawer.errorsUnit,
          },
        ]}
      />
      <Section
        title={
          <>
            {words().drawer.credits} <Credits value={props.token.credits} class="ml-1" />
          </>
        }
        aside={
          <Show when={props.token.reserved > 0} fallback={activity.data && aside()}>
            {words().drawer.reserved(props.token.reserved)}
          </Show>
        }
      >
        <Show
          when={activity.data}
          fallback={
            <Show when={activity.error} fallback={<Skeleton class="h-24 w-full" />}>
              {(cause) => (
                <ErrorCard
                  text={words().drawer.failed}
                  hint={failureOf(cause()).message}
                  requestId={failureOf(cause()).requestId ?? undefined}
                  onRetry={() => void activity.refetch()}
                />
              )}
            </Show>
          }
        >
          <StackedBars
            isBare
            label={words().drawer.spent}
            at={days().map(({ from }) => from)}
            series={[{ label: words().drawer.spentShort, tone: 'image', values: days().map((day) => day.credits) }]}
            write={credits}
            height={96}
            empty={words().drawer.nothingSpent}
          />
        </Show>
      </Section>
    </>
  );
}

const isBad = ({ seen }: TokenDetails): boolean => seen.consecutiveErrors > 0;
