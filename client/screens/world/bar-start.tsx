// The first elements in the bar: the way past it for a keyboard, and in a wide window the button that folds
// the outline out and in, with the number of things in trouble.
import { floorPage } from '../../world/floor-page.ts'
import { PanelLeft } from 'lucide-react'
import { keysOf } from '../../device/shortcuts.ts'
import { usePhone } from '../../browser/media.ts'
import { count } from '../../words/counts.ts'
import { hideOutline, showOutline, stepsBack, useOutlineShown } from '../../world/outline-shown.ts'
import { IconButton } from '../../parts/button.tsx'
import { useTroubled } from '../../world/play/use-live.ts'
import { useRight } from '../../world/play/you.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { CLOSED, useSelected } from '../../world/context/selection.ts'
import './skip-link.css'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useWorld } from '../../world/context/use-world.ts'

export default function BarStart({ viewport }: { readonly viewport: Viewport }) {
  const mayEdit = atLeast(useRight(), 'edit')
  const isPhone = usePhone()
  return (
    <>
      <Skip viewport={viewport} />
      {!isPhone && mayEdit && <OutlineButton />}
    </>
  )
}

function OutlineButton() {
  const { selection } = useWorld()
  const hasPanel = useSelected(selection, ({ panel }) => panel.kind !== 'none')
  const isOpen = useOutlineShown().isOpen && !stepsBack(hasPanel)
  const troubled = useTroubled()
  function open(): void {
    if (stepsBack(hasPanel)) selection.open(CLOSED)
    showOutline(troubled > 0 ? 'trouble' : 'all')
  }
  return (
    <IconButton
      label={outlineLabel(troubled)}
      keys={keysOf('outline')}
      aria-expanded={isOpen}
      aria-pressed={isOpen}
      onClick={isOpen ? hideOutline : open}
    >
      <PanelLeft size={18} aria-hidden="true" />
      {troubled > 0 && <span className="trouble-count">{troubled}</span>}
    </IconButton>
  )
}

export const outlineLabel = (troubled: number): string =>
  troubled === 0 ? 'Outline' : `Outline: ${count(troubled, 'thing')} in trouble`

/** The first stop of a keyboard on a world: past the bar, to the world's content. */
function Skip({ viewport }: { readonly viewport: Viewport }) {
  function toPage(): void {
    const page = floorPage(viewport)
    if (page?.isReadOnly === false) return page.focus()
    // Walkers and visitors go on among the things there.
    viewport.window?.setAttribute('tabindex', '-1')
    viewport.window?.focus({ preventScroll: true })
  }
  return (
    <button type="button" className="button skip" onClick={toPage}>
      To the page
    </button>
  )
}
