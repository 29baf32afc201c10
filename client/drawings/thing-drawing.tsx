// A thing's drawing, with the shadow where it touches the ground; an emoji, as the system draws it; a
// coloured ground; or a picture.
import { Suspense, useEffect, useRef, useState, type ReactElement } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { drawnAs, type Sprite } from '../../shared/world/sprites.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { showPicture } from '../pictures/show-picture.ts'
import { isFirst } from './drawn-sprites.ts'
import 'virtual:first-drawings.css'
import './thing-picture.css'
import './sprites.css'

interface SpriteProps {
  readonly name: string
}

export const Drawing = ({ name }: SpriteProps): ReactElement => drawingOf(name)

/** The same without a component around it: a floor draws many in one frame. */
export function drawingOf(name: string): ReactElement {
  const drawn = drawnAs(name)
  switch (drawn.kind) {
    case 'paint':
      return <span className="sprite paint" style={{ '--paint': drawn.color }} />
    case 'picture':
      return <Picture id={drawn.picture} />
    case 'drawing':
      return drawnSprite(drawn.sprite)
    case 'emoji':
      return (
        <span className="sprite drawn drawn-emoji" aria-hidden="true">
          <span className="emoji">{drawn.emoji}</span>
        </span>
      )
  }
}

const LaterDrawing = lazyWithRetry(() => import('./later-drawing.tsx'))

function drawnSprite(sprite: Sprite): ReactElement {
  if (isFirst(sprite)) return <span className={`sprite drawn drawn-${sprite}`} aria-hidden="true" />
  return (
    <Suspense fallback={<span className="sprite" aria-hidden="true" />}>
      <LaterDrawing sprite={sprite} />
    </Suspense>
  )
}

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
