// Keys as they are written down ("Mod+Shift+Z"), as they are pressed, and as people read them. `Mod` is ⌘
// where people press that, and Ctrl elsewhere.
import { meantKeyOf, walkLetterOf, type KeyStroke } from './pressed-key.ts'

interface Combo {
  readonly key: string
  readonly mod: boolean
  readonly alt: boolean
  readonly shift: boolean
}

function parse(written: string): Combo {
  const parts = written.split('+')
  // Of "Mod++" the last one is the key itself.
  const key = written.endsWith('+') ? '+' : (parts.at(-1) ?? '')
  return { key, mod: parts.includes('Mod'), alt: parts.includes('Alt'), shift: parts.includes('Shift') }
}

/** Whether these are the keys that are pressed. */
export function isPressed(written: string, pressed: KeyStroke, isMac: boolean): boolean {
  const { key, mod, alt, shift } = parse(written)
  const [isMod, isOther] = isMac ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey]
  if (isMod !== mod || isOther || pressed.altKey !== alt) return false
  // A sign such as ? is where it is on each keyboard, with Shift or without.
  if (pressed.shiftKey !== shift && !isSign(key)) return false
  const isWalkLetter = isLetter(key) && !mod && !alt
  return (
    (isWalkLetter ? walkLetterOf(pressed) : meantKeyOf(pressed, isMac).toLowerCase()) === key.toLowerCase()
  )
}

const isSign = (key: string): boolean => key.length === 1 && !/[a-z0-9 ]/i.test(key)

/** Written without Ctrl, Alt or ⌘: while one writes, or a button has the focus, it means something else. */
export function isBare(written: string): boolean {
  const { mod, alt, key } = parse(written)
  return !mod && !alt && !/^F\d+$/.test(key)
}

/** A letter by itself, which a person who writes or reads does not mean as a command. */
export const isLetter = (written: string): boolean => /^[a-z]$/i.test(written)

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
}
const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Delete: '⌫' }

/** As people read it: `Ctrl+Shift+Z`, `⌘⇧Z`. */
export function shown(written: string, isMac: boolean): string {
  const { key, mod, alt, shift } = parse(written)
  // A key or a button that people read as it is written: Ctrl+Space is that on a Mac, too.
  if (written.startsWith('Ctrl+')) return written
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  if (isMac) return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${MAC[name] ?? name}`
  return [...(mod ? ['Ctrl'] : []), ...(alt ? ['Alt'] : []), ...(shift ? ['Shift'] : []), name].join('+')
}
