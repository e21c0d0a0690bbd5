import { JobBadge } from '../../job/job-badge.tsx';
import { JobThumb } from '../../job/job-thumb.tsx';
import type { Job } from '../../job/types.ts';
import { cx } from '../../ui/cx.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Credits, Duration } from '../../ui/figures.tsx';
import type { Column } from '../../ui/table-types.ts';
import { TimeAgo } from '../../ui/time.tsx';
import { JobMenu } from './job-menu.tsx';
import { arePromptsHidden } from './prompts.ts';
import type { ViewProps } from './view-props.ts';
import { words } from './words.ts';

const promptOf = (job: Job): string => (arePromptsHidden() ? words().hidden : job.prompt);
const tookMs = ({ completedAt, createdAt }: Job) => (completedAt === null ? null : completedAt - createdAt);

/** The same list as rows. */
export function JobRows(props: ViewProps) {
  const columns = (): Column<Job>[] => [
    {
      id: 'result',
      header: words().columns.result,
      width: 'minmax(14rem, 3fr)',
      cell: (job) => (
        <span class="flex min-w-0 items-center gap-2.5 py-1">
          <JobThumb job={job} ratio="16 / 9" ring={18} alt="" class="w-14 shrink-0" />
          <span class={cx('truncate', arePromptsHidden() && 'text-ink-3 italic')}>{promptOf(job)}</span>
        </span>
      ),
    },
    {
      id: 'state',
      header: words().columns.state,
      width: '8rem',
      phone: 'under',
      cell: (job) => <JobBadge job={job} />,
    },
    { id: 'model', header: words().columns.model, width: 'minmax(9rem, 1.6fr)', from: 'lg', cell: (job) => job.model },
    {
      id: 'key',
      header: words().columns.key,
      width: '8rem',
      from: 'xl',
      cell: (job) => job.apiKeyName ?? job.apiKeyId,
    },
    { id: 'token', header: words().columns.token, width: '8rem', from: 'lg', cell: (job) => job.tokenName ?? '–' },
    {
      ...{ id: 'took', header: words().columns.took, width: '5.5rem', align: 'end', from: 'md', phone: 'end' },
      cell: (job) => <Duration value={tookMs(job)} />,
    },
    {
      ...{ id: 'credits', header: words().columns.credits, width: '5rem', align: 'end', from: 'xl' },
      cell: (job) => <Credits value={job.credits} />,
    },
    {
      ...{ id: 'made', header: words().columns.made, width: '7rem', align: 'end', phone: 'end' },
      cell: (job) => <TimeAgo at={job.createdAt} class="text-ink-3" />,
    },
  ];
  return (
    <DataTable
      label={words().list}
      columns={columns()}
      rows={props.jobs}
      rowKey={({ id }) => id}
      rowName={(job) => words().name(promptOf(job))}
      href={({ id }) => props.hrefOf(id)}
      openKey={props.openId}
      selection={props.selection}
      changes={({ state }) => state}
      menu={(job) => <JobMenu job={job} name={words().name(promptOf(job))} />}
      isLoading={props.isLoading}
      more={props.more}
      empty={props.empty}
    />
  );
}
