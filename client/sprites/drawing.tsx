// A thing's drawing, with the shadow where it touches the ground; an emoji, as the system draws it; or a coloured ground.
import { drawnAs } from '../../shared/world/sprite.ts'
import { DRAWINGS } from './drawings.tsx'
import './sprites.css'

interface SpriteProps {
  readonly name: string
}

export function Drawing({ name }: SpriteProps) {
  const drawn = drawnAs(name)
  if (drawn.kind === 'paint') return <span className="sprite paint" style={{ '--paint': drawn.color }} />
  return (
    <svg
      className="sprite"
      viewBox="0 0 64 64"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <ellipse className="s-contact" cx="33" cy="58" rx="24" ry="4" />
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
