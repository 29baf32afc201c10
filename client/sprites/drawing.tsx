// A thing's drawing, with the shadow where it touches the ground; an emoji, as the system draws it; or a coloured ground.
import { drawnAs } from '../../shared/world/sprite.ts'
import { DRAWINGS } from './drawings.tsx'
import './sprites.css'

/** A board is as high as the other drawings, and this wide. */
export const BOARD_WIDTH = 112

interface SpriteProps {
  readonly name: string
}

export function Drawing({ name }: SpriteProps) {
  const drawn = drawnAs(name)
  if (drawn.kind === 'paint') return <span className="sprite paint" style={{ '--paint': drawn.color }} />
  const width = drawn.kind === 'drawing' && drawn.sprite === 'board' ? BOARD_WIDTH : 64
  return (
    <svg
      className="sprite"
      viewBox={`0 0 ${width} 64`}
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <ellipse className="s-contact" cx={width / 2 + 1} cy="58" rx={width / 2 - 8} ry="4" />
      {drawn.kind === 'drawing' ? (
        DRAWINGS[drawn.sprite]
      ) : (
        <text className="s-emoji" x="32" y="51">
          {drawn.emoji}
        </text>
      )}
    </svg>
  )
}
