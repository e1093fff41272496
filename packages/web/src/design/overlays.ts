/**
 * What appears above a page when somebody asks for it, in a file of its own: the first screen does not wait for it.
 */
export { DialogWindow } from "./DialogWindow.tsx";
export { MenuPopover } from "./MenuPopover.tsx";
export { PopoverDialog } from "./PopoverDialog.tsx";
export { ThemeChoice } from "./PreferenceChoices.tsx";
export { ToastRegion } from "./ToastRegion.tsx";
export { Tooltip } from "./Tooltip.tsx";
