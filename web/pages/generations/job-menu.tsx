import { useNavigate } from '@solidjs/router';
import Ban from 'lucide-solid/icons/ban';
import Download from 'lucide-solid/icons/download';
import Link from 'lucide-solid/icons/link';
import PackageOpen from 'lucide-solid/icons/package-open';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import Trash from 'lucide-solid/icons/trash';
import WandSparkles from 'lucide-solid/icons/wand-sparkles';
import { createSignal, Show } from 'solid-js';
import { useJobActions } from '../../job/actions.ts';
import type { Job } from '../../job/types.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { download } from './download.ts';
import { words } from './words.ts';
import { hasFile } from './zip.ts';

/** What can be done with one job. `onRetried` is told of the new one. */
export function JobMenu(props: { job: Job; name: string; onRetried?: ((job: Job) => void) | undefined }) {
  const actions = useJobActions();
  const navigate = useNavigate();
  const [isAsked, setAsked] = createSignal(false);
  const can = () => props.job.actions;
  return (
    <>
      <Menu
        label={words().moreFor(props.name)}
        items={[
          [
            can().cancel && {
              label: words().cancelJob,
              icon: <Ban />,
              onSelect: () => void actions.cancel(props.job.id),
            },
            can().retry && {
              ...{ label: words().retry, icon: <RotateCcw />, keys: 'Shift+R' },
              onSelect: () => void actions.retry(props.job.id, props.onRetried),
            },
            can().deliver &&
              !hasFile(props.job) && {
                ...{ label: words().deliver, icon: <PackageOpen /> },
                onSelect: () => void actions.deliver(props.job.id),
              },
            hasFile(props.job) && {
              ...{ label: words().download, icon: <Download />, keys: 'D' },
              onSelect: () => download(props.job),
            },
          ],
          [
            { label: words().copyLink, icon: <Link />, onSelect: () => void actions.copyLink(props.job.id) },
            {
              ...{ label: words().toPlayground, icon: <WandSparkles /> },
              onSelect: () => navigate(`/playground?from=${props.job.id}`),
            },
          ],
          [
            hasFile(props.job) && {
              ...{ label: words().forget, icon: <Trash />, danger: true },
              onSelect: () => setAsked(true),
            },
          ],
        ]}
      />
      <Show when={isAsked()}>
        <ConfirmDialog
          open
          danger
          onClose={() => setAsked(false)}
          title={words().forgetTitle(1)}
          description={words().forgetText}
          action={words().forget}
          onConfirm={() => {
            setAsked(false);
            void actions.forget(props.job.id);
          }}
        />
      </Show>
    </>
  );
}
