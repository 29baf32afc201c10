// The keys of a tree, as the ARIA practices have them: arrows, Home and End, letters, Enter, Space; and a
// thing's own keys on the floor: F2 and Delete.
import { foldText } from '../../shared/search/folded-text.ts'
import { useRef, type KeyboardEvent } from 'react'
import { useWorld } from '../world/context/use-world.ts'
import type { OutlineActions } from './outline-actions.ts'
import { keyOf, type OutlineEntry } from './outline-entry.ts'
import { meantKeyOf, typedKeyOf } from '../device/pressed-key.ts'

/** Letters typed within this time, in ms, are one word. */
const WORD_MS = 600
/** Characters that lead to lines; a sign is somebody else's key: ? lists them all. */
const LETTER = /^[\p{L}\p{N}]$/u

interface TreeKeysOptions {
  readonly rows: readonly OutlineEntry[]
  /** The line that keys are about. */
  readonly at: number
  readonly setActive: (key: string, line: number) => void
  readonly actions: OutlineActions
}

export function useTreeKeys({
  rows,
  at,
  setActive,
  actions,
}: TreeKeysOptions): (event: KeyboardEvent) => void {
  const { view } = useWorld()
  const typed = useRef({ word: '', at: 0 })
  const anchor = useRef(at)
  const row = rows[at]

  function goTo(line: number, isExtending = false): void {
    const next = Math.max(0, Math.min(line, rows.length - 1))
    const target = rows[next]
    if (!target) return
    setActive(keyOf(target), next)
    if (!isExtending) anchor.current = next
    else actions.selectRows(rows.slice(Math.min(anchor.current, next), Math.max(anchor.current, next) + 1))
  }

  function hostLine(): number {
    const depth = row?.depth ?? 0
    for (let line = at - 1; line >= 0; line -= 1) if ((rows[line]?.depth ?? 0) < depth) return line
    return at
  }

  function typeAhead(letter: string, now: number): void {
    const { current } = typed
    const word = now - current.at > WORD_MS ? letter : current.word + letter
    typed.current = { word, at: now }
    // One letter goes to the next that begins with it; more of them stay where they fit.
    const start = word.length === 1 ? at + 1 : at
    for (let step = 0; step < rows.length; step += 1) {
      const line = (start + step) % rows.length
      if (beginsWith(rows[line], word)) return goTo(line)
    }
  }

  function beginsWith(candidate: OutlineEntry | undefined, word: string): boolean {
    return candidate !== undefined && foldText(wordsOf(candidate)).startsWith(foldText(word))
  }

  /** The name of a line, for going to it by letters. */
  function wordsOf(line: OutlineEntry): string {
    switch (line.kind) {
      case 'thing':
      case 'person':
        return view.artifact(line.id)?.name ?? ''
      case 'heading':
        return line.text
      case 'people':
      case 'limbo':
      case 'fault':
      case 'asleep':
        return line.kind
    }
  }

  /** The action of a key; undefined where it is none of ours. */
  function doing(event: KeyboardEvent): (() => void) | undefined {
    if (!row) return undefined
    const canOpen = 'isOpen' in row
    const isOpen = canOpen && row.isOpen
    const { shiftKey } = event
    switch (meantKeyOf(event)) {
      case 'ArrowDown':
        return () => goTo(at + 1, shiftKey)
      case 'ArrowUp':
        return () => goTo(at - 1, shiftKey)
      case 'PageDown':
        return () => goTo(at + PAGE)
      case 'PageUp':
        return () => goTo(at - PAGE)
      case 'Home':
        return () => goTo(0, shiftKey)
      case 'End':
        return () => goTo(rows.length - 1, shiftKey)
      case 'ArrowRight':
        return () => (isOpen ? goTo(at + 1) : canOpen && actions.setOpen(row, true))
      case 'ArrowLeft':
        return () => (isOpen ? actions.setOpen(row, false) : goTo(hostLine()))
      case 'Enter':
        return () => actions.open(row)
      case ' ':
        return () => actions.toggle(row)
      case 'F2':
        return () => actions.rename(row)
      case 'Delete':
      case 'Backspace':
        return () => actions.putAway(row)
      case '*':
        return () => openAllBeside()
      default:
        return LETTER.test(typedKeyOf(event))
          ? () => typeAhead(typedKeyOf(event), event.timeStamp)
          : undefined
    }
  }

  function openAllBeside(): void {
    for (const other of rows) if (other.depth === row?.depth) actions.setOpen(other, true)
  }

  return (event) => {
    if (event.defaultPrevented || event.altKey || event.target !== event.currentTarget) return
    const isMod = event.ctrlKey || event.metaKey
    if (isMod && meantKeyOf(event) !== 'a') return
    const run = isMod ? () => actions.selectRows(rows) : doing(event)
    if (!run) return
    event.preventDefault()
    event.stopPropagation()
    // Letters after another key begin another word.
    if (meantKeyOf(event).length > 1) typed.current = { word: '', at: 0 }
    run()
  }
}

/** Lines that PageDown goes on by. */
const PAGE = 12
