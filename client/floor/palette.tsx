// The palette: every kind of thing there is; choosing one puts it on the floor.
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { Starter } from '../../shared/starters/starter.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import { SPRITES } from '../../shared/world/sprite.ts'
import { MOD } from '../app/media.ts'
import { IconButton } from '../parts/button.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { Drawing } from '../sprites/drawing.tsx'
import { make, makeStarter, sizeOf } from './act.ts'
import { placeBeside } from './spot.ts'
import type { Stage } from './stage.ts'
import { useWorld } from './world.ts'
import './palette.css'

const Starters = lazy(() => import('../play/starters.tsx'))

interface PaletteProps {
  readonly host: ArtifactId
  readonly stage: Stage
}

export function Palette({ host, stage }: PaletteProps) {
  const world = useWorld()
  const [isOpen, setOpen] = useState(false)
  function choose(sprite: string): void {
    setOpen(false)
    make(world, sprite, placeBeside(world.view, host, stage, sizeOf(sprite)))
  }
  function begin(starter: Starter): void {
    setOpen(false)
    makeStarter(world, starter, (size) => placeBeside(world.view, host, stage, size))
  }
  return (
    // The name of the new thing takes the focus, not the button.
    <Sheet
      title="Add a thing"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
      givesFocusBack={false}
      trigger={
        <IconButton label="Add a thing" keys={`${MOD}Enter`}>
          <Plus size={19} aria-hidden="true" />
        </IconButton>
      }
    >
      <SpriteGrid chosen={null} onChoose={choose} />
      <Suspense fallback={null}>
        <Starters onChoose={begin} />
      </Suspense>
      <p className="sheet-text">Or click twice on the margin, where it shall stand.</p>
    </Sheet>
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
