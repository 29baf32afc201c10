// A picture in the reading view: as wide as there is room, and no higher than its page says. A picture that
// may not be loaded is a link to it.
import { use, useEffect, useRef, useState } from 'react'
import { readNamedLink } from '../../shared/page/named-links.ts'
import { pictureUrlPath, pictureAt } from '../../shared/world/picture-id.ts'
import { pictureSource } from '../../shared/page/page-links.ts'
import { boxOf, namedWords } from '../../shared/folder/links/shown-pictures.ts'
import { wordsOf } from '../../shared/page/picture-syntax.ts'
import { whyNoPicture } from '../world/link-targets.ts'
import { showPicture } from '../pictures/show-picture.ts'
import { LeadingContext, Way } from './read-link.tsx'

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

interface ByNameProps {
  /** `![[map.png|300]]` */
  readonly written: string
  /** The words in place of the picture. */
  readonly words: string
}

/** A picture by its name, or a link to another thing of that name. */
export function PictureByName({ written, words }: ByNameProps) {
  const { name, label } = readNamedLink(written) ?? { name: '', label: '' }
  const found = use(LeadingContext)?.pictureNamed(name) ?? null
  if (found === null) return <Way href={written}>{words}</Way>
  const { width, height } = boxOf(found, label)
  return (
    <Shown source={pictureUrlPath(found.id)} words={namedWords(name, label)} height={height} width={width} />
  )
}

interface ShownProps {
  readonly source: string
  readonly words: string
  readonly height: number
  /** Of one that stands within a line. */
  readonly width?: number
}

function Shown({ source, words, height, width }: ShownProps) {
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
    <span className={width === undefined ? 'read-picture' : 'read-picture read-picture-within'}>
      <img
        ref={image}
        alt={words}
        decoding="async"
        hidden={isLost}
        style={{ maxHeight: height, width }}
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
