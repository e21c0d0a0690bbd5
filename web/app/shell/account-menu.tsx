import { useNavigate } from '@solidjs/router';
import Keyboard from 'lucide-solid/icons/keyboard';
import LogOut from 'lucide-solid/icons/log-out';
import ShieldCheck from 'lucide-solid/icons/shield-check';
import { viewer } from '../../api/session.ts';
import { Menu } from '../../ui/menu.tsx';
import { openHelp } from '../shortcuts/help.ts';
import { signOut } from '../sign-out.ts';
import { words } from '../words.ts';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const navigate = useNavigate();
  const name = () => viewer()?.name ?? '';
  return (
    <Menu
      kind="ghost"
      label={words().account(name())}
      trigger={
        <span
          data-initials={name().slice(0, 2).toUpperCase()}
          class="-mx-2 before:content-[attr(data-initials)] grid size-7 place-items-center rounded-full bg-accent-soft text-micro font-600 text-accent"
        />
      }
      items={[
        [{ label: words().security, icon: <ShieldCheck />, onSelect: () => navigate('/security') }],
        [{ label: words().shortcuts, icon: <Keyboard />, keys: '?', onSelect: openHelp }],
        [{ label: words().signOut, icon: <LogOut />, onSelect: () => void signOut() }],
      ]}
    />
  );
}
