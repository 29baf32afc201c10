// A picture in what is read: as wide as there is room, and no higher than its page says. What may not be loaded is a link to it.
import { useEffect, useRef, useState } from 'react'
import { pictureAt } from '../../shared/pictures/refs.ts'
import { pictureSource } from '../page/links.ts'
import { wordsOf } from '../page/pictures.ts'
import { whyNoPicture } from '../page/ways.ts'
import { showPicture } from '../pictures/show.ts'
import { Way } from './way.tsx'

interface PictureProps {
  readonly href: string
  /** As it is written between the brackets. */
  readonly label: string
}

export function Picture({ href, label }: PictureProps) {
  const { words, height } = wordsOf(label)
  const source = pictureSource(href, location.origin)
  if (source !== null) return <Shown source={source} words={words} height={height} />
  return (
    <Way href={href} note={whyNoPicture(href)}>
      {words === '' ? 'A picture from elsewhere' : words}
    </Way>
  )
}

interface ShownProps {
  readonly source: string
  readonly words: string
  readonly height: number
}

function Shown({ source, words, height }: ShownProps) {
  const image = useRef<HTMLImageElement>(null)
  const [isLost, setLost] = useState(false)
  useEffect(() => {
    const element = image.current
    const id = pictureAt(source)
    if (!element) return undefined
    if (id !== null) return showPicture(element, id, (isThere) => setLost(!isThere))
    element.src = source
    return undefined
  }, [source])
  return (
    <span className="read-picture">
      <img
        ref={image}
        alt={words}
        decoding="async"
        hidden={isLost}
        style={{ maxHeight: height }}
        onError={() => setLost(true)}
        onLoad={() => setLost(false)}
      />
      {isLost && (
        <span className="read-lost">
          {words === '' ? 'This picture cannot be shown.' : `This picture cannot be shown: ${words}`}
        </span>
      )}
    </span>
  )
}
