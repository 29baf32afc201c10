// The commands of a world screen: their keys, wherever the focus is, and the palette and the list of keys
// that lie over it.
import { Suspense, useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { lazyWithRetry, prefetched } from '../../../browser/lazily.ts'
import { usePhone } from '../../../browser/media.ts'
import { EditablePage } from '../../../page/editable-page.tsx'
import { useWantedPlace } from '../../../world/use-wanted-place.ts'
import { useKeptWords } from '../../../world/use-kept-words.ts'
import { queueEarlyKeys, takeQueuedPaletteKey } from '../../../floor/gestures/early-input.ts'
import type { Viewport } from '../../../world/geometry/viewport.ts'
import { useShownFloor } from '../../../world/shown-floor.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { modeIn } from '../../../world/play/mode.ts'
import { rightIn } from '../../../world/play/you.ts'
import { allCommands } from './all-commands.ts'
import { useWantedPortal } from '../../../portals/wanted-portal.ts'
import type { Command, Context } from '../../../world/commands/command-types.ts'
import { fits } from './available-commands.ts'
import { isBare, isLetter } from '../../../device/key-names.ts'
import { fetchRenaming } from '../../../world/context/act.ts'
import { openPalette, useOverlay } from '../../../world/commands/overlay.ts'
import { isTypedWithOption } from '../../../device/pressed-key.ts'
import { matches } from '../../../device/shortcuts.ts'

const CommandPalette = lazyWithRetry(() => import('./command-palette.tsx'))
const FindBar = lazyWithRetry(() => import('../../../page/find/find-bar.tsx'))
const KeyList = lazyWithRetry(() => import('./key-list.tsx'))
const LookCard = lazyWithRetry(() => import('../../../looks/look-card.tsx'))
const Reading = prefetched(() => import('../../../reading/reading.tsx'))

export default function Commands({ viewport }: { readonly viewport: Viewport }) {
  const over = useOverlay()
  const { address } = useWorld().replica
  const contextNow = useContextNow(viewport)
  const giveTyped = useTypedAhead(over.kind === 'palette' || over.kind === 'find')
  useWantedPortal(contextNow)
  useWantedPlace(contextNow)
  useKeptWords()
  usePrefetched()
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const context = contextNow()
      const command = context && commandFor(event, context)
      if (!command || !context) return
      event.preventDefault()
      if (command.does.kind === 'run') command.does.run(context)
      else if (command.does.kind === 'ask') openPalette(command.does.ask(context))
    }
    addEventListener('keydown', onKeyDown)
    if (takeQueuedPaletteKey()) openPalette()
    return () => removeEventListener('keydown', onKeyDown)
  }, [contextNow])
  return (
    <Suspense fallback={null}>
      {over.kind === 'palette' && (
        <CommandPalette step={over.step} contextNow={contextNow} onReady={giveTyped} />
      )}
      {over.kind === 'keys' && <KeyList />}
      {over.kind === 'looks' && <LookCard />}
      {over.kind === 'find' && <FindBar viewport={viewport} onReady={giveTyped} />}
      {over.kind === 'reading' && over.world === address && (
        <Reading.Screen viewport={viewport} writes={over.writes} PageEditor={EditablePage} />
      )}
    </Suspense>
  )
}

/** On a phone one writes there: its keyboard comes up in the turn of a press alone. */
function usePrefetched(): void {
  const isPhone = usePhone()
  useEffect(() => {
    // A new name is there at once.
    fetchRenaming().catch(() => undefined)
  }, [])
  useEffect(() => {
    if (!isPhone) return
    Reading.prefetch().catch((error: unknown) => console.warn('The column could not be fetched.', error))
  }, [isPhone])
}

/**
 * Holds what is typed from when the palette, or a search, is asked for, which may have to be fetched; answers
 * what to call when its line is there.
 */
function useTypedAhead(isAsked: boolean): () => void {
  const release = useRef<(() => void) | null>(null)
  useLayoutEffect(() => {
    if (!isAsked) return undefined
    const give = queueEarlyKeys()
    release.current = give
    return give
  }, [isAsked])
  return useCallback(() => release.current?.(), [])
}

/** The context of commands, at the moment when one is run; null until the world is here. */
function useContextNow(viewport: Viewport): () => Context | null {
  const world = useWorld()
  const floor = useShownFloor()
  const isPhone = usePhone()
  const latest = useRef<() => Context | null>(() => null)
  useEffect(() => {
    latest.current = () => (floor === null ? null : contextOf({ world, viewport, floor, isPhone }))
  })
  return useCallback(() => latest.current(), [])
}

function contextOf(shown: Pick<Context, 'world' | 'viewport' | 'floor' | 'isPhone'>): Context {
  const { world } = shown
  const right = rightIn(world)
  return {
    ...shown,
    right,
    mode: modeIn(world.replica.address, right),
    selected: [...world.selection.now.ids],
  }
}

/** The command that a key is for, where the focus is; null: it is for something else. */
function commandFor(event: KeyboardEvent, context: Context): Command | null {
  if (event.defaultPrevented || isWritten(event)) return null
  for (const command of allCommands()) {
    const keys = command.keys?.find((written) => matches(written, event))
    if (keys === undefined || !fits(command, context) || !mayRun(command, keys, event.target)) continue
    // One press of it: a held letter does nothing again and again.
    if (isLetter(keys) && (context.mode !== 'walk' || event.repeat)) continue
    if (command.when?.(context) ?? true) return command
  }
  return null
}

/** A letter that somebody makes with Option where they write. */
const isWritten = (event: KeyboardEvent): boolean =>
  isTypedWithOption(event) && event.target instanceof Element && event.target.closest(FIELDS) !== null

const FIELDS = 'input, textarea, select, [contenteditable="true"]'
const OVERLAYS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
const OWN_KEYS = 'button, a, summary, [role="tree"], [role="switch"], [role="checkbox"], [role="menuitem"]'
/** The own keys of buttons, links and lists. */
const PRESSES = /^(?:Shift\+)?(?:Enter|Space| |Arrow\w+|Escape|Delete|Backspace)$/

function mayRun({ does, keysOf, inText }: Command, keys: string, target: EventTarget | null): boolean {
  if (does.kind === 'hand' || keysOf === 'page' || keysOf === 'outline' || keysOf === 'pointer') return false
  if (!(target instanceof Element)) return true
  if (target.closest(OVERLAYS)) return false
  if (inText === 'bare' && target.closest('.paper .page') !== null) return true
  if (target.closest(FIELDS)) return inText === true && !isBare(keys)
  // In a panel a letter or Escape is about the panel.
  if (target.closest('aside') && isBare(keys) && keys !== '?') return false
  const isOnThing = target.closest('.thing') !== null
  // A thing has its keys itself.
  if (isOnThing && keysOf === 'thing') return false
  return isOnThing || !PRESSES.test(keys) || target.closest(OWN_KEYS) === null
}
