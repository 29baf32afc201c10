// From writing to walking, and back: one button, for the mode that one is not in.
import { Footprints, PenLine } from 'lucide-react'
import { keysOf } from '../commands/shortcuts.ts'
import type { Stage } from '../floor/stage.ts'
import { useWorld } from '../floor/world.ts'
import { IconButton, Tip } from '../parts/button.tsx'
import { useMode, useRight } from '../play/you.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { kneel, standUp } from './modes.ts'
import './mode-switch.css'

interface ModeSwitchProps {
  readonly stage: Stage
  /** With its word. */
  readonly isWide?: boolean
}

export function ModeSwitch({ stage, isWide = false }: ModeSwitchProps) {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  const isWriting = useMode() === 'write'
  if (!isWriting && !mayEdit) return null
  const [label, Icon] = isWriting ? (['Walk', Footprints] as const) : (['Write', PenLine] as const)
  const keys = keysOf(isWriting ? 'walk' : 'kneel')
  const change = (): void => (isWriting ? standUp(world) : kneel(world, stage))
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
