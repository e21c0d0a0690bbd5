import Boxes from 'lucide-solid/icons/boxes';
import Braces from 'lucide-solid/icons/braces';
import Film from 'lucide-solid/icons/film';
import KeyRound from 'lucide-solid/icons/key-round';
import LayoutDashboard from 'lucide-solid/icons/layout-dashboard';
import ListTree from 'lucide-solid/icons/list-tree';
import ScrollText from 'lucide-solid/icons/scroll-text';
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import Ticket from 'lucide-solid/icons/ticket';
import WandSparkles from 'lucide-solid/icons/wand-sparkles';
import type { Component } from 'solid-js';
import type { en, PageId } from '../words.en.ts';

interface NavPage {
  id: PageId;
  href: string;
  icon: Component;
  /** After `g`. */
  key: string;
}

export const NAV: readonly { group: keyof typeof en.groups; pages: readonly NavPage[] }[] = [
  {
    group: 'run',
    pages: [
      { id: 'overview', href: '/', icon: LayoutDashboard, key: 'o' },
      { id: 'playground', href: '/playground', icon: WandSparkles, key: 'p' },
      { id: 'generations', href: '/generations', icon: Film, key: 'g' },
      { id: 'requests', href: '/requests', icon: ListTree, key: 'r' },
    ],
  },
  {
    group: 'supply',
    pages: [
      { id: 'tokens', href: '/tokens', icon: Ticket, key: 't' },
      { id: 'models', href: '/models', icon: Boxes, key: 'm' },
    ],
  },
  {
    group: 'access',
    pages: [
      { id: 'keys', href: '/keys', icon: KeyRound, key: 'k' },
      { id: 'explore', href: '/explore', icon: Braces, key: 'e' },
    ],
  },
  {
    group: 'system',
    pages: [
      { id: 'settings', href: '/settings', icon: SlidersHorizontal, key: 's' },
      { id: 'audit', href: '/audit', icon: ScrollText, key: 'a' },
    ],
  },
];

export const NAV_PAGES = NAV.flatMap(({ pages }) => pages);
