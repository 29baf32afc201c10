// The page signed: each stretch of it underlined in its author's colour, and a line that says who wrote the
// words under the pointer or at the caret, and when.
import { useEffect, useRef, useState, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { useDelay } from '../../browser/use-delay.ts'
import { usePage } from '../../world/context/use-world.ts'
import { floorPage } from '../../world/floor-page.ts'
import type { Point, Viewport } from '../../world/geometry/viewport.ts'
import { colorStyle, useAuthorColor } from '../words/author-color.ts'
import { authorWords } from '../../parts/changes/change-words.ts'
import { writtenWords } from '../words/moment-words.ts'
import { signPage, type SignedWords } from './signed-page.ts'
import { useRevertPreview } from '../use-time-travel.ts'
import { useAuthors } from './use-authors.ts'
import '../history.css'
import './authors.css'

interface AuthorMarksProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function AuthorMarks({ host, viewport }: AuthorMarksProps) {
  const authors = useAuthors(host)
  const text = usePage(host)
  const colorOf = useAuthorColor()
  const [words, setWords] = useState<SignedWords | null>(null)
  const pointer = usePointer(viewport)
  // Nobody has written the words of a preview.
  const isPreview = useRevertPreview() !== null
  const answer = authors.state === 'here' && !isPreview ? authors.answer : null
  useEffect(() => {
    const page = floorPage(viewport)
    if (text === null || page === null || answer === null) return undefined
    return signPage(page, answer.text, { colorOf, onWords: setWords, pointer: pointer.current })
  }, [answer, viewport, text, colorOf, pointer])
  // The paper is scaled; the line is not.
  const place = viewport.window?.parentElement
  if (!place) return null
  return createPortal(
    <output className="author-line" aria-live="polite">
      {authors.state === 'failed' && authors.text}
      {authors.state === 'asking' && <Asking />}
      {answer !== null && <Told words={words} color={words?.author == null ? null : colorOf(words.author)} />}
    </output>,
    place,
  )
}

/** Where the pointer is over the floor: it may rest there before the authors are known. */
function usePointer(viewport: Viewport): RefObject<Point | null> {
  const last = useRef<Point | null>(null)
  useEffect(() => {
    const { window } = viewport
    const note = ({ clientX, clientY }: PointerEvent): void => {
      last.current = { x: clientX, y: clientY }
    }
    window?.addEventListener('pointermove', note, { passive: true })
    return () => window?.removeEventListener('pointermove', note)
  }, [viewport])
  return last
}

/** Nothing is said of a wait that is shorter, in ms. */
const SHOW_DELAY_MS = 500

const Asking = () => useDelay(SHOW_DELAY_MS) && 'Looking up who wrote this page.'

interface ToldProps {
  readonly words: SignedWords | null
  readonly color: string | null
}

function Told({ words, color }: ToldProps) {
  if (words === null) return 'Point at words to see who wrote them.'
  const { author, at, within } = words
  return (
    <>
      {color !== null && <span className="author-dot" style={colorStyle(color)} aria-hidden="true" />}
      <b>{author === null ? 'Somebody' : authorWords(author)}</b>
      {at !== null && ` ${writtenWords(at, within)}`}
    </>
  )
}
