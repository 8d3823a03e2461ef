/** True while a dialog or menu is open: page-wide keys stand back then. */
export const isSomethingOpen = (): boolean => document.querySelector('.dialog, .menu, .popover') !== null;
