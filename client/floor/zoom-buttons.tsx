// Buttons that fit the floor to a phone: its text, or its whole width; or its page is read in one column.
import { BookOpen, Maximize2, MoveHorizontal } from 'lucide-react'
import { openReading } from '../world/commands/overlay.ts'
import { IconButton } from '../parts/button.tsx'
import { useWorld } from '../world/context/use-world.ts'
import type { Zoom } from './floor-zoom.ts'

interface ZoomButtonsProps {
  readonly zoom: Zoom
  /** Where one walks, they stand away from the thumbs. */
  readonly isWriting: boolean
}

export default function ZoomButtons({ zoom, isWriting }: ZoomButtonsProps) {
  const { address } = useWorld().replica
  return (
    <div className="zoom-buttons" data-aside={!isWriting || undefined}>
      <IconButton label="Read" onClick={() => openReading(address)}>
        <BookOpen size={18} aria-hidden="true" />
      </IconButton>
      {zoom.fit !== 'text' && (
        <IconButton label="Fit the text" onClick={() => zoom.fitTo('text')}>
          <Maximize2 size={18} aria-hidden="true" />
        </IconButton>
      )}
      {zoom.fit !== 'floor' && (
        <IconButton label="Fit the whole width" onClick={() => zoom.fitTo('floor')}>
          <MoveHorizontal size={18} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}
