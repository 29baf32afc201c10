// Buttons that fit the floor to a phone: its text, or its whole width.
import { Maximize2, MoveHorizontal } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import type { Zoom } from './zoom.ts'

export default function ZoomButtons({ zoom }: { readonly zoom: Zoom }) {
  return (
    <div className="zoom-buttons">
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
