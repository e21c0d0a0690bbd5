import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { createSignal } from 'solid-js';
import { afterEach, expect, test } from 'vitest';
import { DropZone } from './drop-zone.tsx';

afterEach(cleanup);

const picture = (name: string) => new File(['x'], name, { type: 'image/png' });

test('a file too many is refused in words, which stay when the others have filled the room', async () => {
  const [room, setRoom] = createSignal(3);
  render(() => (
    <DropZone text="Drop" maxFiles={room()} onFiles={(files) => setRoom(room() - files.length)} takesPaste />
  ));
  const zone = screen.getByText('Drop').closest('label') as HTMLElement;
  fireEvent.drop(zone, { dataTransfer: { files: ['a', 'b', 'c', 'd'].map(picture) } });
  expect(room()).toBe(0);
  expect(screen.getByText('No more than 3 files.')).toBeTruthy();
  expect(screen.queryByText('Drop')).toBeNull();
  const paste = Object.assign(new Event('paste'), { clipboardData: { files: [picture('e')] } });
  document.dispatchEvent(paste);
  expect(screen.getByText('No room for more files.')).toBeTruthy();
});
