import { useNavigate, useSearchParams } from '@solidjs/router';
import { createEffect } from 'solid-js';
import { viewer } from '../../api/session.ts';
import { Logo } from '../../app/shell/logo.tsx';
import { SignInForm } from '../../app/sign-in/sign-in-form.tsx';
import { words } from '../../app/sign-in/words.ts';

export default function SignInPage() {
  const [search] = useSearchParams<{ next: string }>();
  const navigate = useNavigate();
  document.title = 'Flow2API';
  createEffect(() => {
    if (viewer()) navigate(safe(search.next), { replace: true });
  });
  return (
    <div class="mx-auto w-full max-w-90 rounded-card border border-line bg-panel p-6 shadow-card">
      <Logo />
      <h1 class="mt-4 text-title font-600 tracking-[-0.018em]">{words().title}</h1>
      <p class="mb-5 text-ink-2">{words().sentence}</p>
      <SignInForm />
      <p class="mt-4 text-label text-ink-3">{words().lost}</p>
    </div>
  );
}

/** Only pages of our own: an address from outside could lead anywhere. */
function safe(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
