// From writing to walking, and back: one button, for the mode that one is not in.
import { Footprints, PenLine } from 'lucide-react'
import { usePhone } from '../browser/media.ts'
import { keysOf } from '../device/shortcuts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { IconButton, Tip } from '../parts/button.tsx'
import { useMode, useRight } from '../world/play/you.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { switchToWriting, switchToWalking } from './mode-change.ts'
import './mode-switch.css'

interface ModeSwitchProps {
  readonly viewport: Viewport
  /** With its word. */
  readonly isWide?: boolean
}

export function ModeSwitch({ viewport, isWide = false }: ModeSwitchProps) {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  const isWriting = useMode() === 'write'
  const isPhone = usePhone()
  const shown = useShownFloor()
  if (!isWriting && !mayEdit) return null
  const [label, Icon] = isWriting ? (['Walk', Footprints] as const) : (['Write', PenLine] as const)
  const keys = keysOf(isWriting ? 'walk' : 'kneel')
  const change = (): void =>
    isWriting ? switchToWalking(world, isPhone, shown) : switchToWriting(world, viewport)
  if (isWide) {
    return (
      <Tip text={`${label} here`} keys={keys}>
        <button type="button" className="mode-switch" onClick={change}>
          <Icon size={17} aria-hidden="true" /> {label}
        </button>
      </Tip>
    )
  }
  return (
    <IconButton label={label} keys={keys} onClick={change}>
      <Icon size={20} aria-hidden="true" />
    </IconButton>
  )
}
