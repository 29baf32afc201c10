// A thing's drawing, with the shadow where it touches the ground; an emoji, as the system draws it; a
// coloured ground; or a picture.
import { Suspense, useEffect, useRef, useState } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { drawnAs, type Sprite } from '../../shared/world/sprites.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { showPicture } from '../pictures/show-picture.ts'
import './thing-picture.css'
import { DRAWINGS } from './thing-shapes.tsx'
import './sprites.css'

/** A board is as high as the other drawings, and this wide. */
export const BOARD_WIDTH = 112

interface SpriteProps {
  readonly name: string
}

export function Drawing({ name }: SpriteProps) {
  const drawn = drawnAs(name)
  if (drawn.kind === 'paint') return <span className="sprite paint" style={{ '--paint': drawn.color }} />
  if (drawn.kind === 'picture') return <Picture id={drawn.picture} />
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
        <Drawn sprite={drawn.sprite} />
      ) : (
        <text className="s-emoji" x="32" y="51">
          {drawn.emoji}
        </text>
      )}
    </svg>
  )
}

const Rest = lazyWithRetry(() => import('./later-shapes.tsx'))

function Drawn({ sprite }: { readonly sprite: Sprite }) {
  if (isAtHand(sprite)) return DRAWINGS[sprite]
  return (
    <Suspense fallback={null}>
      <Rest sprite={sprite} />
    </Suspense>
  )
}

const isAtHand = (sprite: Sprite): sprite is keyof typeof DRAWINGS => Object.hasOwn(DRAWINGS, sprite)

/**
 * A thing's look that is a picture; a plain frame while it cannot be seen. Its words are the thing's name,
 * which its button says.
 */
function Picture({ id }: { readonly id: PictureId }) {
  const image = useRef<HTMLImageElement>(null)
  const [isLost, setLost] = useState(false)
  useEffect(
    () => (image.current ? showPicture(image.current, id, (isThere) => setLost(!isThere)) : undefined),
    [id],
  )
  return (
    <span className="sprite picture" data-lost={isLost || undefined}>
      <img ref={image} alt="" draggable={false} decoding="async" />
    </span>
  )
}
