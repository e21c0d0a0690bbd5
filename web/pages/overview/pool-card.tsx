import { For, Show } from 'solid-js';
import { number } from '../../format.ts';
import { Card } from '../../ui/card.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LinkButton, TextLink } from '../../ui/link-button.tsx';
import { Loading, Skeleton } from '../../ui/skeleton.tsx';
import { links } from './links.ts';
import { Part } from './part.tsx';
import { PoolTile } from './pool-tile.tsx';
import type { OverviewQueries, Pool } from './use-overview.ts';
import { words } from './words.ts';

const GRID = 'grid grid-cols-3 gap-1.5 sm:grid-cols-4 md:grid-cols-6 lg:grid-cols-3 xl:grid-cols-4';
const LOOK = {
  serving: '',
  limited: '',
  cooling: 'text-warn',
  'out-of-credits': 'text-warn',
  'signed-out': 'text-bad',
  disabled: 'text-bad',
  off: '',
} as const satisfies Record<keyof Pool['byState'], string>;
const STATES = Object.keys(LOOK) as (keyof typeof LOOK)[];

/** Every token as a tile, with its slots: who works, who rests, and why. */
export function PoolCard(props: { pool: OverviewQueries['pool']; tiles: OverviewQueries['tiles'] }) {
  return (
    <Card title={words().pool.title} aside={<Show when={props.pool.data}>{(pool) => <States pool={pool()} />}</Show>}>
      <Part query={props.tiles} failed={words().failed.pool} skeleton={<Waiting />}>
        {(tiles) => (
          <Show when={tiles().total > 0} fallback={<NoTokens />}>
            <ul class={GRID}>
              <For each={tiles().items.map(({ id }) => id)}>
                {(id) => (
                  <Show when={tiles().items.find((token) => token.id === id)}>
                    {(token) => <PoolTile token={token()} />}
                  </Show>
                )}
              </For>
            </ul>
            <Show when={tiles().total > tiles().items.length}>
              <p class="mt-2 text-label">
                <TextLink alone quiet href={links.tokens()}>
                  {words().pool.more(tiles().total - tiles().items.length)}
                </TextLink>
              </p>
            </Show>
          </Show>
        )}
      </Part>
    </Card>
  );
}

function States(props: { pool: Pool }) {
  return (
    <ul class="flex flex-wrap justify-end gap-x-3">
      <For each={STATES.filter((state) => props.pool.byState[state] > 0)}>
        {(state) => (
          <li>
            <a href={links.tokens(state)} class={cx('target tabular underline-offset-2 hover:underline', LOOK[state])}>
              {number(props.pool.byState[state])} {words().pool.states[state]}
            </a>
          </li>
        )}
      </For>
    </ul>
  );
}

function NoTokens() {
  return (
    <EmptyState text={words().pool.empty} action={<LinkButton href={links.addToken}>{words().pool.add}</LinkButton>} />
  );
}

function Waiting() {
  return (
    <Loading class={GRID}>
      <For each={Array.from({ length: 12 })}>{() => <Skeleton class="h-9.5 w-full" />}</For>
    </Loading>
  );
}
