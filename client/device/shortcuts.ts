// Which keys do what. Commands, tooltips and the list of shortcuts all read this table.
import { isPressed, shown } from './key-names.ts'
import { IS_MAC, type KeyStroke } from './pressed-key.ts'

export const SHORTCUTS = {
  find: ['Mod+K'],
  findInPage: ['Mod+F'],
  keys: ['?'],
  undo: ['Mod+Z'],
  redo: ['Mod+Shift+Z', 'Mod+Y'],
  outline: ['Mod+Shift+O'],
  inspector: ['Alt+I'],
  timeline: ['Alt+H'],
  whereAmI: ['Alt+W'],
  make: ['Mod+Enter'],
  rename: ['F2'],
  open: ['Enter'],
  putAway: ['Delete', 'Backspace'],
  use: [' '],
  selectAll: ['Mod+A'],
  selectNone: ['Escape'],
  goIn: ['Shift+Enter'],
  goOut: ['Alt+O', 'Alt+ArrowUp'],
  copy: ['Mod+C'],
  cut: ['Mod+X'],
  paste: ['Mod+V'],
  duplicate: ['Mod+D'],
  group: ['Mod+G'],
  ungroup: ['Mod+Shift+G'],
  insertSpace: ['Alt+Enter'],
  removeSpace: ['Alt+Backspace'],
  moveLeft: ['ArrowLeft'],
  moveRight: ['ArrowRight'],
  moveUp: ['ArrowUp'],
  moveDown: ['ArrowDown'],
  wider: ['Mod+Alt+ArrowRight'],
  narrower: ['Mod+Alt+ArrowLeft'],
  higher: ['Mod+Alt+ArrowDown'],
  lower: ['Mod+Alt+ArrowUp'],
  toFront: ['Mod+Shift+]'],
  forward: ['Mod+]'],
  backward: ['Mod+['],
  toBack: ['Mod+Shift+['],
  walk: ['Alt+K'],
  leavePage: ['Escape'],
  write: ['Enter'],
  kneel: ['K', 'Alt+K'],
  walkUse: [' ', 'E'],
  walkHold: ['F'],
  walkPut: ['G'],
  walkPush: ['P'],
  walkIn: ['I'],
  walkLeave: ['Q'],
  walkSay: ['Enter'],
  walkWhisper: ['T'],
  walkFollow: ['C'],
  walkFit: ['V'],
  answerQuestion: ['Alt+Y', 'Y'],
} as const satisfies Readonly<Record<string, readonly string[]>>

type ShortcutId = keyof typeof SHORTCUTS

/** The keys of a command as people read them, the usual ones. */
export function keysOf(id: ShortcutId): string {
  return shown(SHORTCUTS[id][0], IS_MAC)
}

export const shownKeys = (written: string): string => shown(written, IS_MAC)
export const matches = (written: string, pressed: KeyStroke): boolean => isPressed(written, pressed, IS_MAC)
