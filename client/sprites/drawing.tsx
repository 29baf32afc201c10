// A thing's drawing, with the shadow where it touches the ground.
import { spriteFor } from '../../shared/world/sprite.ts'
import { DRAWINGS } from './drawings.tsx'
import './sprites.css'

interface SpriteProps {
  readonly name: string
}

export function Drawing({ name }: SpriteProps) {
  return (
    <svg
      className="sprite"
      viewBox="0 0 64 64"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <ellipse className="s-contact" cx="33" cy="58" rx="24" ry="4" />
      {DRAWINGS[spriteFor(name)]}
    </svg>
  )
}
