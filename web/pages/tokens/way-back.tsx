import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { words } from './words.ts';

/** Back to the setup, for whoever came from there. */
export function WayBack() {
  const back = (
    <LinkButton size="small" href="/start">
      {words().goOn}
    </LinkButton>
  );
  return (
    <Notice kind="info" action={back} class="mb-3">
      {words().settingUp}
    </Notice>
  );
}
