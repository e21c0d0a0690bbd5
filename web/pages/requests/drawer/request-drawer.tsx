import { useSearchParams } from '@solidjs/router';
import { Match, Show, Switch } from 'solid-js';
import { api } from '../../../api/api.ts';
import { failureOf } from '../../../api/errors.ts';
import { useLiveQueries } from '../../../api/live/live.ts';
import { dateTime, duration } from '../../../format.ts';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { Drawer } from '../../../ui/drawer.tsx';
import { ErrorCard } from '../../../ui/error-card.tsx';
import { SkeletonLines } from '../../../ui/skeleton.tsx';
import { TabPanel, Tabs } from '../../../ui/tabs.tsx';
import { StatusPill } from '../list/status-pill.tsx';
import { words } from '../words.ts';
import { Actions } from './actions.tsx';
import { BodyTab } from './body-tab.tsx';
import { SummaryTab } from './summary-tab.tsx';
import { TimelineTab } from './timeline-tab.tsx';
import { UpstreamTab } from './upstream-tab.tsx';

interface RequestDrawerProps {
  id: string;
  onClose: () => void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

const PANEL = 'part-of-the-request';

/** One request with all that is known of it. Which part is open is in the address. */
export default function RequestDrawer(props: RequestDrawerProps) {
  const [query, setQuery] = useSearchParams<{ tab?: string }>();
  const detail = api.requests.get.useQuery(() => ({ id: props.id }));
  const request = () => detail.data?.request;
  const jobId = () => request()?.generationId ?? null;
  const found = api.jobs.get.useQuery(
    () => ({ id: jobId() ?? '' }),
    () => ({ enabled: jobId() !== null }),
  );
  // A job goes on after the request that made it was answered.
  useLiveQueries(['generation-changed'], () => [api.requests.get.key({ id: props.id }), api.jobs.get.key()]);
  const job = () => (jobId() === null ? null : (found.data?.job ?? null));
  const steps = () => detail.data?.steps ?? [];
  const upstreams = () => (job()?.attempts ?? []).map((_, index) => `upstream-${index + 1}`);
  const tabs = () => [
    { value: 'summary', label: words().tabs.summary },
    { value: 'request', label: words().tabs.request },
    ...upstreams().map((value, index) => ({ value, label: words().upstreamTab(index + 1) })),
    { value: 'response', label: words().tabs.response },
    { value: 'timeline', label: words().tabs.timeline },
  ];
  const tab = () => tabs().find(({ value }) => value === query.tab)?.value ?? 'summary';
  const attempts = () => request()?.job?.attempts ?? 0;
  const failure = () => (detail.isError ? failureOf(detail.error) : null);
  return (
    <Drawer
      size="large"
      title={props.id}
      onClose={props.onClose}
      onPrevious={props.onPrevious}
      onNext={props.onNext}
      subtitle={
        <Show when={request()} fallback={' '}>
          {(row) => (
            <>
              <span class="font-mono text-label">
                {row().method} {row().route}
              </span>
              {` · ${dateTime(row().at)} · ${duration(row().durationMs)}`}
            </>
          )}
        </Show>
      }
      badge={
        <Show when={request()}>
          {(row) => (
            <StatusPill status={row().status}>
              <Show when={attempts() > 1}>
                <span class="font-400 max-md:hidden">{words().after(attempts())}</span>
              </Show>
            </StatusPill>
          )}
        </Show>
      }
      actions={
        <Show when={request()}>
          {(row) => (
            <>
              <Actions request={row()} job={job()} steps={steps()} />
              <CopyButton text={props.id} label={words().fact.id} />
            </>
          )}
        </Show>
      }
    >
      <Show when={failure()}>
        {(told) => (
          <ErrorCard
            text={words().failedToLoadOne}
            hint={told().message}
            requestId={told().requestId ?? undefined}
            onRetry={() => void detail.refetch()}
          />
        )}
      </Show>
      <Show when={request()} fallback={<Show when={failure() === null}>{<SkeletonLines lines={9} />}</Show>}>
        {(row) => (
          <>
            <Tabs
              label={words().tabs.label}
              options={tabs()}
              value={tab()}
              onChange={(value) => setQuery({ tab: value === 'summary' ? undefined : value }, { replace: true })}
              panelId={PANEL}
            />
            <TabPanel
              id={PANEL}
              label={tabs().find(({ value }) => value === tab())?.label ?? ''}
              class="space-y-5 pt-3"
            >
              <Switch>
                <Match when={tab() === 'summary'}>
                  <SummaryTab request={row()} job={job()} steps={steps()} />
                </Match>
                <Match when={tab() === 'request'}>
                  <BodyTab of="request" request={row()} job={job()} />
                </Match>
                <Match when={tab() === 'response'}>
                  <BodyTab of="response" request={row()} job={job()} />
                </Match>
                <Match when={tab() === 'timeline'}>
                  <TimelineTab request={row()} job={job()} steps={steps()} />
                </Match>
                <Match when={job()}>
                  {(made) => <UpstreamTab job={made()} steps={steps()} index={upstreams().indexOf(tab())} />}
                </Match>
              </Switch>
            </TabPanel>
          </>
        )}
      </Show>
    </Drawer>
  );
}
