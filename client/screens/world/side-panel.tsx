// The panel beside the floor: on the right of a window, as a sheet from the foot of a phone.
import { Suspense, useEffect, useRef, type RefObject } from 'react'
import { useKeptFocus } from '../../browser/use-kept-focus.ts'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { Limbo } from '../../floor/limbo/limbo-panel.tsx'
import { Panel } from '../../parts/world/panel.tsx'
import {
  CLOSED,
  useSelected,
  type Panel as OpenPanel,
  type WorldSelection,
} from '../../world/context/selection.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { ModeratedPeople } from './moderated-people.tsx'
import { meantKeyOf } from '../../device/pressed-key.ts'

const Inventory = lazyWithRetry(() => import('../../inventory/inventory.tsx'))
const Drafts = lazyWithRetry(() => import('../../history/drafts/drafts-panel.tsx'))
const History = lazyWithRetry(() => import('../../history/panel/history-panel.tsx'))
const Inspector = lazyWithRetry(() => import('./inspector-panel.tsx'))
const Outline = lazyWithRetry(() => import('../../outline/outline.tsx'))
const SharePanel = lazyWithRetry(() => import('../../sharing/share-panel.tsx'))
const Talk = lazyWithRetry(() => import('../../talk/talk-panel.tsx'))

export default function SidePanel({ viewport }: { readonly viewport: Viewport }) {
  const { selection } = useWorld()
  const panel = useSelected(selection, (now) => now.panel)
  const place = useRef<HTMLDivElement>(null)
  useFocusLent(place, panel.kind !== 'none')
  useKeptFocus(place)
  useClosing(place, selection)
  return (
    <div className="side" ref={place} tabIndex={-1}>
      <PanelOf panel={panel} viewport={viewport} />
    </div>
  )
}

/** An opened panel takes the focus, so that a keyboard is in it at once; a closed one gives it back. */
function useFocusLent(place: RefObject<HTMLElement | null>, isOpen: boolean): void {
  useEffect(() => {
    const side = place.current
    if (!isOpen || !side) return undefined
    // A person who was led to a line of the new panel is there already.
    if (side.contains(document.activeElement)) return undefined
    const lender = document.activeElement
    side.focus({ preventScroll: true })
    return () => {
      const active = document.activeElement
      const isOurs = active === document.body || side.contains(active)
      if (isOurs && lender instanceof HTMLElement) lender.focus({ preventScroll: true })
    }
  }, [place, isOpen])
}

/** A panel closes itself by Escape; here is the focus of one that has just opened. */
function useClosing(place: RefObject<HTMLElement | null>, selection: WorldSelection): void {
  useEffect(() => {
    const side = place.current
    function onKeyDown(event: KeyboardEvent): void {
      if (meantKeyOf(event) !== 'Escape' || event.target !== side || selection.now.panel.kind === 'none')
        return
      event.preventDefault()
      selection.open(CLOSED)
    }
    side?.addEventListener('keydown', onKeyDown)
    return () => side?.removeEventListener('keydown', onKeyDown)
  }, [place, selection])
}

interface PanelOfProps {
  readonly panel: OpenPanel
  readonly viewport: Viewport
}

function PanelOf({ panel, viewport }: PanelOfProps) {
  switch (panel.kind) {
    case 'none':
      return null
    case 'inspector':
      return (
        <Suspense fallback={null}>
          <Inspector />
        </Suspense>
      )
    case 'limbo':
      return (
        <Panel title="Limbo">
          <Limbo viewport={viewport} />
        </Panel>
      )
    case 'outline':
      return (
        <Panel title="Outline">
          <Suspense fallback={null}>
            <Outline viewport={viewport} />
          </Suspense>
        </Panel>
      )
    case 'talk':
      return (
        <Panel title="Talk">
          <Suspense fallback={null}>
            <Talk />
          </Suspense>
        </Panel>
      )
    case 'hands':
      return (
        <Panel title="What you carry">
          <Suspense fallback={null}>
            <Inventory viewport={viewport} />
          </Suspense>
        </Panel>
      )
    case 'share':
      return (
        <Panel title="Share">
          <Suspense fallback={null}>
            <SharePanel />
          </Suspense>
        </Panel>
      )
    case 'drafts':
      return (
        <Panel title="Drafts">
          <Suspense fallback={null}>
            <Drafts />
          </Suspense>
        </Panel>
      )
    case 'history':
      return (
        <Panel title="History">
          <Suspense fallback={null}>
            <History />
          </Suspense>
        </Panel>
      )
    case 'people':
      return (
        <Panel title="Here now">
          <ModeratedPeople viewport={viewport} />
        </Panel>
      )
  }
}
