// The palette: every kind of thing there is. Choosing one puts it on the floor, in the margin; or it is
// dragged to its spot.
import { Plus } from 'lucide-react'
import { Suspense, useState } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { MOD } from '../../browser/media.ts'
import { IconButton } from '../../parts/button.tsx'
import { Sheet } from '../../parts/drop-sheet.tsx'
import type { Viewport } from '../../world/geometry/viewport.ts'
import './thing-palette.css'

const Shelves = lazyWithRetry(() => import('./palette-shelves.tsx'))

interface ThingPaletteProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export function Palette({ host, viewport }: ThingPaletteProps) {
  const [isOpen, setOpen] = useState(false)
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
      <div className="palette">
        <Suspense fallback={null}>
          <Shelves host={host} viewport={viewport} onDone={() => setOpen(false)} />
        </Suspense>
      </div>
    </Sheet>
  )
}
