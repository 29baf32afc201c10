// The palette: every kind of thing there is; choosing one puts it on the floor.
import { Popover } from '@base-ui/react/popover'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { SPRITES } from '../../shared/world/sprite.ts'
import { MOD } from '../app/media.ts'
import { IconButton } from '../parts/button.tsx'
import { Drawing } from '../sprites/drawing.tsx'
import { make } from './act.ts'
import { placeBeside } from './spot.ts'
import type { Stage } from './stage.ts'
import { useWorld } from './world.ts'
import './palette.css'

interface PaletteProps {
  readonly host: ArtifactId
  readonly stage: Stage
}

export function Palette({ host, stage }: PaletteProps) {
  const world = useWorld()
  const [isOpen, setOpen] = useState(false)
  function choose(sprite: string): void {
    setOpen(false)
    make(world, sprite, placeBeside(world.view, host, stage, sprite))
  }
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        render={
          <IconButton label="Add a thing" keys={`${MOD}Enter`}>
            <Plus size={19} aria-hidden="true" />
          </IconButton>
        }
      />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="float">
          {/* The name of the new thing takes the focus, not the button. */}
          <Popover.Popup className="sheet" finalFocus={false}>
            <Popover.Title className="sheet-title">Add a thing</Popover.Title>
            <SpriteGrid chosen={null} onChoose={choose} />
            <Popover.Description className="sheet-text">
              Or click twice on the margin, where it shall stand.
            </Popover.Description>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface SpriteGridProps {
  readonly chosen: string | null
  readonly onChoose: (sprite: string) => void
}

/** Every drawing, as buttons. */
export function SpriteGrid({ chosen, onChoose }: SpriteGridProps) {
  return (
    <ul className="sprite-grid">
      {SPRITES.map((sprite) => (
        <li key={sprite}>
          <button
            type="button"
            className="sprite-choice"
            aria-label={sprite}
            aria-pressed={chosen === null ? undefined : sprite === chosen}
            onClick={() => onChoose(sprite)}
          >
            <Drawing name={sprite} />
          </button>
        </li>
      ))}
    </ul>
  )
}
