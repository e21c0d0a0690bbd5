import { createSignal } from 'solid-js';

const [isHelpOpen, setHelpOpen] = createSignal(false);
const [isJumpOpen, setJumpOpen] = createSignal(false);

export { isHelpOpen, isJumpOpen };

export const openHelp = (): void => void setHelpOpen(true);
export const closeHelp = (): void => void setHelpOpen(false);
export const openJump = (): void => void setJumpOpen(true);
export const closeJump = (): void => void setJumpOpen(false);
