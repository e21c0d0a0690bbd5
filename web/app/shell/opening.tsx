import { SkeletonLines } from '../../ui/skeleton.tsx';
import { words } from '../words.ts';
import { Logo } from './logo.tsx';

/** The frame until the server has said who looks at it. Shows after 150 ms, so that what opens at once does not flicker. */
export function Opening() {
  return (
    <div class="appear-late flex min-h-dvh">
      <div aria-hidden="true" class="hidden w-57 shrink-0 border-r border-line px-4.5 pt-3.5 md:block">
        <Logo />
      </div>
      <div class="min-w-0 flex-1">
        <div aria-hidden="true" class="h-13 border-b border-line" />
        <main class="px-3 pt-3.5 md:px-6 md:pt-5">
          <p class="sr-only" role="status">
            {words().opening}
          </p>
          <SkeletonLines lines={6} />
        </main>
      </div>
    </div>
  );
}
