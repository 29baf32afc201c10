// Words beside oneself: why a door does not open, who was faster. They are announced, too, and go by
// themselves.
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { pixels } from '../world/motion/shown-motion.ts'
import { fadeDelayMs, speechMs } from '../world/play/speech-time.ts'
import { useNote } from './walk-control.ts'
import type { WalkControl, Note } from '../world/play/walk-session.ts'

interface WalkNoteProps {
  readonly control: WalkControl
  readonly viewport: Viewport
}

export function WalkNote({ control, viewport }: WalkNoteProps) {
  const note = useNote(control)
  const [gone, setGone] = useState<Note | null>(null)
  useEffect(() => {
    if (note === null) return undefined
    const timer = setTimeout(() => setGone(note), speechMs(note.words))
    return () => clearTimeout(timer)
  }, [note])
  const shown = note === gone ? null : note
  return (
    <>
      <output className="unseen">{shown?.words}</output>
      {shown !== null && <NoteBeside key={shown.nth} note={shown} control={control} viewport={viewport} />}
    </>
  )
}

interface NoteBesideProps extends WalkNoteProps {
  readonly note: Note
}

/** Where one was when it was said. */
function NoteBeside({ note, control, viewport }: NoteBesideProps) {
  const [at] = useState(() => control.walker.here())
  if (at === null || !viewport.paper) return null
  return createPortal(
    <div
      className="deeds-place"
      style={{ translate: pixels(at), width: at.width, height: at.height }}
      aria-hidden="true"
    >
      <span
        className="walk-note"
        data-side={sideOf(at)}
        data-below={at.y < ROOM_ABOVE || undefined}
        style={{ '--stay': fadeDelayMs(note.words) }}
      >
        {note.words}
      </span>
    </div>,
    viewport.paper,
  )
}

/** Near a side of the floor the words would reach over it. */
function sideOf({ x, width }: Pick<ThingData, 'x' | 'width'>): 'left' | 'right' | undefined {
  const middle = x + width / 2
  return middle < ROOM_BESIDE ? 'left' : middle > FLOOR_WIDTH - ROOM_BESIDE ? 'right' : undefined
}

const ROOM_BESIDE = 150
/** Nearer to the top of the floor, in pixels, there is no room for words above somebody. */
const ROOM_ABOVE = 110
