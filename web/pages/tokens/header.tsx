import Download from 'lucide-solid/icons/download';
import Plus from 'lucide-solid/icons/plus';
import Upload from 'lucide-solid/icons/upload';
import { Show } from 'solid-js';
import { api } from '../../api/api.ts';
import { useLiveQueries } from '../../api/live/live.ts';
import { Button } from '../../ui/button.tsx';
import { Credits } from '../../ui/figures.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import type { Desk } from './desk.ts';
import type { TokenList } from './list/token-list.ts';
import type { View } from './use-view.ts';
import { words } from './words.ts';

/** The sum need not be quicker than that. */
const NEWS_MS = 2_000;

/** The page in a sentence, and what brings tokens in and out. */
export function TokensHeader(props: { view: View; desk: Desk; list: TokenList }) {
  const pool = api.pool.get.useQuery();
  useLiveQueries(['token-changed', 'generation-changed'], () => [api.pool.get.key()], NEWS_MS);
  const needLook = () => {
    const states = pool.data?.byState;
    if (states === undefined) return 0;
    return states['signed-out'] + states.disabled + states['out-of-credits'] + states.cooling;
  };
  const exportAll = () =>
    props.desk.export({
      selection: { filter: props.view.filter(), expectedCount: props.list.total() },
      count: props.list.total(),
      name: undefined,
    });
  return (
    <PageHeader
      title={words().title}
      sentence={
        <Show when={pool.data} fallback={words().opening}>
          {(data) => (
            <>
              <b>
                <Credits value={data().credits} />
              </b>{' '}
              {words().across(data().total - data().byState.off, data().byState.off)}
              {words().needLook(needLook())}
            </>
          )}
        </Show>
      }
      actions={
        <>
          <Button icon={<Upload />} onClick={() => props.view.show('import')}>
            {words().actions.import}
          </Button>
          <Button icon={<Download />} disabled={props.list.total() === 0} onClick={exportAll}>
            {words().actions.export}
          </Button>
          <Button kind="primary" icon={<Plus />} onClick={() => props.view.show('add')}>
            {words().actions.add}
          </Button>
        </>
      }
    />
  );
}
