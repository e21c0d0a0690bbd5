import { LinkButton } from '../ui/link-button.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { words } from './words.ts';

export function NotFound() {
  return (
    <>
      <PageHeader title={words().notFound.title} sentence={words().notFound.sentence} />
      <LinkButton href="/">{words().notFound.home}</LinkButton>
    </>
  );
}
