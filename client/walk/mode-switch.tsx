// From writing to walking, and back: one button, for the mode that one is not in.
import { Footprints, PenLine } from 'lucide-react'
import { keysOf } from '../commands/shortcuts.ts'
import type { Stage } from '../floor/stage.ts'
import { useWorld } from '../floor/world.ts'
import { IconButton } from '../parts/button.tsx'
import { useMode, useRight } from '../play/you.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { kneel, standUp } from './modes.ts'

interface ModeSwitchProps {
  readonly stage: Stage
  readonly size?: number
}

export function ModeSwitch({ stage, size = 18 }: ModeSwitchProps) {
  const world = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  if (useMode() === 'write') {
    return (
      <IconButton label="Walk" keys={keysOf('walk')} onClick={() => standUp(world)}>
        <Footprints size={size} aria-hidden="true" />
      </IconButton>
    )
  }
  if (!mayEdit) return null
  return (
    <IconButton label="Write" keys={keysOf('kneel')} onClick={() => kneel(world, stage)}>
      <PenLine size={size} aria-hidden="true" />
    </IconButton>
  )
}
