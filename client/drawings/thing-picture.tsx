// A thing's look that is a picture; a plain frame while it cannot be seen. Its words are the thing's name,
// which its button says.
import { useEffect, useRef, useState } from 'react'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { showPicture } from '../pictures/show-picture.ts'
import './thing-picture.css'

export function Picture({ id }: { readonly id: PictureId }) {
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
